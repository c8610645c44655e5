"""Words that give a language away: function words, and the words of people who write to a help desk.
Written by us.

A word that several languages share counts for each in part (see `language_id`), so nothing needs to be left
out here.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "en": (
        "the a an and or but if of to in on at by for from with without about into over after before i you "
        "he she it we "
        "they me him her us them my your his its our their this that these those is are was were be been "
        "am do does did "
        "have has had will would can could should may might must not no yes what where when why how who "
        "which there here "
        "just still already again now then than very too also only any some all more please thanks thank "
        "hello hi hey "
        "don't doesn't didn't can't won't isn't i'm i've it's you're haven't hasn't wasn't couldn't order "
        "delivery refund "
        "want need get got help working received arrived package money back account password cancel change "
        "late missing "
        "new old because since until week days yesterday today tomorrow never being charged twice item "
        "someone something "
        "driver left neighbour neighbor again month subscription site website app log item send sent wrong "
        "pay paid payment tell know said trying tried address login phone broken return"
    ),
    "es": (
        "el la los las un una unos unas y o pero si de del al a en con sin por para desde hasta sobre "
        "entre yo tú usted "
        "él ella nosotros ustedes ellos me te se le lo nos les mi mis tu su sus este esta esto estos ese "
        "esa eso es son "
        "era fue ser estar está están estaba he ha han había hay tengo tiene puedo puede quiero quiere "
        "quisiera necesito "
        "no sí que qué cómo dónde cuándo quién cuál porque cuando donde como ya más muy también solo "
        "todavía aún ahora "
        "hola gracias favor buenos buenas días tardes pedido entrega reembolso paquete dinero cuenta "
        "contraseña cancelar "
        "cambiar llegado llegó recibido enviado ayuda ayer hoy mañana nunca nada algo alguien dos tres "
        "semana después "
        "le les me mes vez veces otra otro dejó cobraron antes hace hacer cobrado tarjeta dirección "
        "conductor mal pero desde cuánto todo nadie estoy llega sigue hacia"
    ),
    "pt": (
        "o a os as um uma uns umas e ou mas se de do da dos das em no na nos nas com sem por para pelo "
        "pela desde até "
        "sobre entre eu você ele ela nós vocês eles me te lhe meu minha meus minhas seu sua este esta isto "
        "esse essa isso "
        "aquele é são era foi ser estar está estão estava tenho tem tinha há posso pode quero quer queria "
        "gostaria preciso "
        "não sim que quê como onde quando quem qual porque já mais muito também só ainda agora olá oi "
        "obrigado obrigada "
        "bom boa dia tarde noite pedido entrega reembolso encomenda dinheiro conta senha cancelar trocar "
        "chegou recebi "
        "enviado ajuda ontem hoje amanhã nunca nada algo alguém dois duas três semana depois antes faz "
        "fazer cobrado "
        "cartão endereço motorista errado mas vocês volta vezes mês fiz estou cadê ao aos à"
    ),
    "fr": (
        "le la les un une des du de d et ou mais si à au aux en dans avec sans par pour depuis jusqu sur "
        "entre je tu il "
        "elle nous vous ils elles me te se lui leur mon ma mes votre vos notre ce cet cette ces c est sont "
        "était être été "
        "suis ai as a avez avons ont avait peux peut pouvez veux veut voudrais dois faut ne pas non oui "
        "que quoi qui où "
        "quand comment pourquoi quel quelle parce plus très aussi encore déjà toujours maintenant bonjour "
        "bonsoir salut "
        "merci commande livraison remboursement colis argent compte passe mot annuler changer arrivé reçu "
        "envoyé aide "
        "hier aujourd'hui demain jamais rien quelque quelqu'un deux trois semaine jours après avant fait "
        "faire j n l qu s "
        "m carte adresse chauffeur mauvais y chez car j'ai n'est c'est n'ai l'ai qu'il d'une m'a j'attends"
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer und oder aber wenn von vom zu zum zur in im an "
        "am auf aus bei "
        "mit ohne für durch über unter nach vor seit bis ich du er sie es wir ihr mich dich mir dir uns "
        "ihnen mein meine "
        "meinen meinem meiner ihre ihren sein dieser diese dieses ist sind war waren bin hat habe haben "
        "hatte werden wird "
        "wurde kann können könnte möchte will muss soll nicht kein keine ja nein was wo wann wie warum wer "
        "welche dass "
        "weil als noch schon immer auch nur sehr mehr jetzt hier da hallo danke bitte guten tag morgen "
        "bestellung "
        "lieferung rückerstattung paket geld konto passwort stornieren ändern angekommen erhalten "
        "geschickt hilfe gestern "
        "heute nie nichts etwas jemand zwei drei woche tagen zurück karte adresse fahrer falsch ob doch mal"
    ),
    "it": (
        "il lo la i gli le un uno una e o ma se di del dello della dei degli delle a al alla ai in nel "
        "nella con senza da "
        "dal dalla per su sul tra fra io tu lui lei noi voi loro mi ti si ci vi mio mia miei mie suo sua "
        "vostro questo "
        "questa quello quella è sono era ero essere stato stata ho hai ha abbiamo avete hanno aveva posso "
        "può vorrei "
        "voglio vuole devo non sì no che cosa chi dove quando come perché quale più molto anche ancora già "
        "sempre solo "
        "adesso ora ciao grazie favore buongiorno buonasera salve ordine consegna rimborso pacco soldi "
        "conto account "
        "annullare cambiare arrivato ricevuto spedito aiuto ieri oggi domani mai niente qualcosa qualcuno "
        "due tre "
        "settimana giorni dopo prima fa fare carta indirizzo autista sbagliato c'è dov'è non l'ho dell' "
        "nell' all'"
    ),
    "nl": (
        "de het een en of maar als van tot te naar in op aan bij met zonder voor door over onder na sinds "
        "uit ik jij je u "
        "hij zij ze we wij jullie mij me hem haar ons hun mijn jouw uw zijn deze dit die dat is was waren "
        "ben bent heb "
        "heeft hebben had hebt worden wordt werd kan kunnen kunt wil zou moet mag niet geen ja nee wat "
        "waar wanneer hoe "
        "waarom wie welke omdat nog al steeds ook alleen heel meer nu hier er hallo hoi bedankt dank "
        "alstublieft graag "
        "goedemorgen bestelling levering terugbetaling pakket geld account wachtwoord annuleren wijzigen "
        "aangekomen "
        "ontvangen verstuurd hulp gisteren vandaag morgen nooit niets iets iemand twee drie week dagen "
        "terug kaart adres "
        "chauffeur verkeerd dan om geleden keer weer maand krijg gekregen bezorgd mijn goed"
    ),
    "pl": (
        "i a w z ze na do od po o u przez dla bez pod nad przed za przy oraz lub albo ale jeśli jeżeli ja "
        "ty on ona my wy "
        "oni mnie mi ci go jej jego nas nam wam was ich mój moja moje moją mojego mojej swój ten ta to te "
        "tego tej jest są "
        "był była było być będzie mam ma masz mamy mają miałem mogę może można chcę chciałbym chciałabym "
        "muszę proszę nie "
        "tak co gdzie kiedy jak dlaczego kto który która które że bo jeszcze już też także tylko bardzo "
        "więcej teraz tu "
        "cześć dzień dobry dziękuję zamówienie zamówienia dostawa zwrot paczka paczki pieniądze konto "
        "hasło anulować "
        "zmienić dotarła dotarło otrzymałem otrzymałam wysłane pomoc pomocy wczoraj dziś dzisiaj jutro "
        "nigdy nic coś ktoś "
        "dwa trzy tydzień dni temu się czy państwo kartę adres kierowca zły tym aby żeby nadal"
    ),
}

# Letters and endings found in one or few of the eight; half a word's weight, for names and loan words carry
# them too.
MARKS: dict[str, tuple[str, ...]] = {
    "en": ("ing", "ould", "ght", "n't"),
    "es": ("ñ", "¿", "¡", "ción", "mente", "dad"),
    "pt": ("ã", "õ", "ção", "ções", "lh", "nh"),
    "fr": ("œ", "ê", "eau", "eux", "tion", "ç", "n'", "qu'", "j'"),
    "de": ("ß", "ä", "ö", "ü", "sch", "ung", "keit", "ich"),
    "it": ("zione", "cch", "gli", "ò", "ì", "dell'", "ghe"),
    "nl": ("ij", "oe", "aa", "sch", "uu", "oo"),
    "pl": ("ł", "ż", "ź", "ś", "ą", "ę", "ć", "ń", "cz", "sz", "rz"),
}
