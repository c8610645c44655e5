"""How people ask for a person, per language: the parts that `person` puts together. Lower case, without
accents.

Parts are regular expressions without captures; a blank stands for one space of the normalised text. Written
by us.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `reach` and `want` take an article, adjectives and a noun behind them; `whole` must be
    all there is.
    """

    reach: str
    want: str
    articles: str
    adjectives: str
    nouns: str
    polite: str
    always: str
    negations: str
    # Verb-last languages: "mit einem Menschen sprechen".
    reach_after: str = r"(?!)"


ENGLISH = Phrases(
    reach=r"(?:talk|speak|chat)(?: directly)? (?:to|with)|(?:connect|transfer|pass|put|switch|hand|forward|"
    r"escalate|direct)"
    r"(?: me| this| it| my case)?(?: on| over| through)? (?:to|with)|(?:get|put) me(?: through to| in "
    r"touch with)?|"
    r"(?:get|be) (?:connected|transferred|put through|in touch) (?:to|with)|"
    r"(?:let|have) me (?:talk|speak) (?:to|with)",
    want=r"(?:i |we )?(?:just |really )?(?:need|want|would like|d like|'d like|prefer|demand|request)|give "
    r"me|get me|"
    r"can i (?:please )?(?:have|get)|could i (?:please )?(?:have|get)|may i have|(?:i'm|i am) asking for|"
    r"send me to",
    articles=r"a|an|the|some|any|your|another|one of your",
    adjectives=r"real|live|actual|human|proper|genuine|real life|real live|different|customer service|"
    r"customer support|"
    r"customer care|support|service|senior",
    nouns=r"person|human|human being|people|humans|agent|agents|representative|representatives|rep|"
    r"operator|advisor|adviser|"
    r"associate|supervisor|team leader|staff member|member of staff|member of the team|team member",
    polite=r"please|pls|plz|now|hi|hello|hey|ok|okay|no|just|thanks|thank you|immediately|asap|right now|i "
    r"said|sorry|well",
    always=r"(?:talk|speak|chat) (?:to|with) (?:someone|somebody)(?! else)(?= ?(?:$|[.,!?;]|please|now|"
    r"real|human|in person|"
    r"at your|from your|from customer|from support|directly|who|about|instead))|"
    r"(?:talk|speak|chat) (?:to|with) (?:the |your |a )?(?:manager|customer service|customer support|"
    r"customer care|"
    r"support team)(?= ?(?:$|[.,!?;]|please|now))|(?:put|get) me (?:through|in touch) (?:to|with) "
    r"(?:someone|somebody|"
    r"customer service|customer support|support)|"
    r"(?:^|[.,!?;] ?|please )stop (?:the |this )?(?:ro)?bot\b|no (?:more )?(?:ro)?bots?(?= ?(?:$|[.,!?;]|"
    r"please))|"
    r"(?:don't|do not) (?:want|like) to (?:talk|speak|chat) (?:to|with) (?:a |the |this )?(?:ro)?(?:bot|"
    r"machine|computer)|"
    r"(?:a |an )?(?:human|person|agent),? not (?:a |the |this |another )?(?:ro)?(?:bot|machine|computer)|"
    r"(?:is|are) there (?:a |an |any )?(?:real |live |actual )?(?:human|person|agent|people|humans|"
    r"agents)(?: there)?"
    r"(?= ?(?:$|[.,!?;]|i can|available|to talk|to speak|to help|who))|sick of (?:this|the|your) "
    r"(?:ro)?bot\b",
    negations=r"(?:don't|do not|dont|doesn't|didn't|without|rather not|no need|not|never|needn't|did not|"
    r"avoid)(?: \w+){0,3}",
)
SPANISH = Phrases(
    reach=r"(?:hablar|hable|chatear|contactar|comunicar(?:me|se)?|comuniqueme|comunicame)(?: "
    r"directamente)? con|"
    r"(?:pasar(?:me)?|pasame|paseme|ponme|pongame|conectame|conecteme|conectar(?:me)?|transfiereme|"
    r"transfierame|"
    r"transferir(?:me)?)(?: con| a)?|que me atienda",
    want=r"quiero|necesito|quisiera|prefiero|deme|dame|me gustaria|exijo",
    articles=r"una?|el|la|algun|alguna|otro|otra",
    adjectives=r"persona|ser|real|humano|humana|de verdad|de carne y hueso",
    nouns=r"persona|humano|humana|ser humano|persona real|agente|agente humano|asesor|asesora|operador|"
    r"operadora|"
    r"representante|supervisor|supervisora|encargado|encargada",
    polite=r"por favor|porfa|porfavor|hola|ya|ahora|no|gracias|buenas|buenos dias",
    always=r"hablar con alguien(?= ?(?:$|[.,!?;]|por favor|real|de verdad|ahora))|no quiero hablar con "
    r"(?:un |una |el |este )?"
    r"(?:ro)?(?:bot|maquina)|(?:no mas|basta de) (?:ro)?bots?",
    negations=r"(?:no|sin|nunca|ni)(?: (?!puedo|podria|se puede|me deja)\w+){0,3}",
)
PORTUGUESE = Phrases(
    reach=r"(?:falar|conversar|contatar|contactar|teclar)(?: diretamente)? com|(?:passar|passa|passe|"
    r"passem|transferir|"
    r"transfira|transfere|conectar|conecte)(?:-me| me)?(?: para| com| a)?|ser (?:atendido|atendida) por",
    want=r"(?:eu )?(?:quero|preciso(?: de)?|queria|gostaria de|prefiro|exijo)|me de|chama|chame",
    articles=r"uma?|o|a|algum|alguma|outro|outra",
    adjectives=r"real|de verdade|humano|humana",
    nouns=r"pessoa|pessoa real|humano|ser humano|atendente|atendente humano|agente|operador|operadora|"
    r"representante|"
    r"supervisor|supervisora|assistente humano",
    polite=r"por favor|pfv|ola|oi|ja|agora|nao|obrigado|obrigada|bom dia|boa tarde",
    always=r"falar com alguem(?= ?(?:$|[.,!?;]|por favor|real|de verdade|agora))|nao quero (?:falar|"
    r"conversar) com (?:um |uma |o |"
    r"este )?(?:robo|bot|maquina)|chega de (?:robo|bot)s?",
    negations=r"(?:nao|sem|nunca|nem)(?: (?!consigo|posso|da para|me deixa)\w+){0,3}",
)
FRENCH = Phrases(
    reach=r"(?:parler|discuter|echanger|communiquer)(?: directement)? (?:a|avec)|(?:passez|passe|mettez|"
    r"transferez|connectez)"
    r"-moi(?: en relation)?(?: avec| a| vers)?|me (?:passer|transferer|mettre en (?:relation|contact) avec)|"
    r"etre mis en (?:relation|contact) avec|joindre",
    want=r"(?:je )?(?:veux|voudrais|souhaite|prefere|demande)|j'ai besoin d'|j'aimerais|donnez-moi|il me "
    r"faut",
    articles=r"une?|le|la|quelque|votre|l'",
    adjectives=r"vraie?|veritable|autre",
    nouns=r"personne|vraie personne|personne reelle|humain|humaine|etre humain|conseiller|conseillere|"
    r"agent|operateur|"
    r"operatrice|representant|responsable|superviseur|conseiller clientele?",
    polite=r"s'il vous plait|svp|stp|s'il te plait|bonjour|bonsoir|maintenant|non|merci",
    always=r"parler (?:a|avec) quelqu'un(?= ?(?:$|[.,!?;]|s'il|svp|de reel|de vrai|maintenant))|(?:ne veux "
    r"pas|veux pas) parler "
    r"(?:a|avec) (?:un |une |ce |cette )?(?:robot|bot|machine)",
    negations=r"(?:ne|n'|pas|sans|jamais|ni)(?: ?(?!peux|puis|pourrais|arrive)\w+){0,3}",
)
GERMAN = Phrases(
    reach=r"(?:sprechen|reden|chatten|verbinden|verbinde|verbind|spreche|rede)(?: sie)?(?: mich)?(?: "
    r"bitte)?(?: mit| zu)",
    reach_after=r"(?:sprechen|reden|chatten|schreiben|telefonieren|verbunden werden|verbinden|"
    r"weiterverbinden)",
    want=r"(?:ich )?(?:will|brauche|mochte|verlange|hatte gerne?)|geben sie mir|gib mir|gibt es",
    articles=r"eine|einem|einer|einen|ein|nem|nen|der|dem|den|ihrem|mit einem|mit einer|irgendeinem",
    adjectives=r"echten?m?|echter|echtes|richtigen?m?|richtiger|realen?m?|lebenden|menschlichen?|anderen",
    nouns=r"mensch|menschen|person|mitarbeiter|mitarbeiterin|berater|beraterin|agent|agenten|kundenberater|"
    r"kundenbetreuer|sachbearbeiter|vorgesetzten|ansprechpartner|operator",
    polite=r"bitte|hallo|jetzt|sofort|nein|danke|guten tag|endlich",
    always=r"mit (?:jemandem?|dem kundenservice|dem kundendienst) (?:sprechen|reden|telefonieren)|nicht "
    r"mit (?:einem |einer |dem |"
    r"diesem )?(?:ro)?(?:bot|roboter|maschine|computer) (?:sprechen|reden|schreiben)",
    negations=r"(?:nicht|kein|keinen|keine|ohne|nie|niemals)(?: \w+){0,3}",
)
ITALIAN = Phrases(
    reach=r"(?:parlare|parlo|chattare|comunicare)(?: direttamente)? con|(?:mi )?(?:passi|passa|passate|"
    r"passatemi|passami|"
    r"metta|mettimi|mettetemi|colleghi|trasferisca|trasferitemi)(?: in contatto)?(?: con| a)?",
    want=r"voglio|vorrei|ho bisogno di|mi serve|desidero|preferisco|datemi|dammi|pretendo",
    articles=r"una?|uno|un'|il|lo|la|qualche|vostro",
    adjectives=r"vera|vero|reale|altro|altra",
    nouns=r"persona|persona vera|persona reale|umano|essere umano|operatore|operatore umano|operatrice|"
    r"agente|addetto|"
    r"consulente|rappresentante|responsabile|supervisore",
    polite=r"per favore|perfavore|per piacere|ciao|salve|buongiorno|adesso|ora|subito|no|grazie",
    always=r"parlare con qualcuno(?= ?(?:$|[.,!?;]|per favore|di reale|adesso|subito))|non voglio parlare "
    r"con (?:un |una |il |questo )?"
    r"(?:ro)?(?:bot|macchina)|basta (?:ro)?bot",
    negations=r"(?:non|senza|mai|ne)(?: (?!posso|riesco|potrei|si puo)\w+){0,3}",
)
DUTCH = Phrases(
    reach=r"(?:praten|spreken|chatten|contact)(?: direct)? met|(?:verbind|verbindt) (?:me|mij)(?: "
    r"door)?(?: met)?",
    reach_after=r"(?:spreken|praten|chatten|doorverbonden worden|doorverbonden|bellen)",
    want=r"(?:ik )?(?:wil|zou graag|heb|zoek)(?: graag)?|geef (?:me|mij)|mag ik|kan ik|is er",
    articles=r"een|de|het|jullie|uw|met een|een van jullie",
    adjectives=r"echte?|levende?|menselijke?|andere",
    nouns=r"mens|persoon|medewerker|medewerkster|agent|adviseur|leidinggevende|klantenservicemedewerker|"
    r"operator",
    polite=r"alstublieft|alsjeblieft|aub|graag|hallo|hoi|nu|nee|meteen|bedankt|dank u",
    always=r"(?:met iemand (?:spreken|praten|bellen)|(?:praten|spreken) met iemand)(?= ?(?:$|[.,!?;]|"
    r"alstublieft|graag|nu))|"
    r"niet met (?:een |de |deze )?(?:ro)?(?:bot|computer|machine) (?:praten|spreken|chatten)",
    negations=r"(?:niet|geen|zonder|nooit)(?: \w+){0,3}",
)
POLISH = Phrases(
    reach=r"(?:rozmawiac|porozmawiac|porozmawiaj|pogadac|pomowic|mowic|skontaktowac(?: sie)?|polacz(?:yc)?|polaczcie|"
    r"polaczenie|"
    r"przelacz(?:yc)?|prosze o (?:kontakt|polaczenie|rozmowe))(?: mnie)?(?: prosze)?(?: bezposrednio)? "
    r"(?:ze?|do|na)",
    want=r"chce|potrzebuje|chcialbym|chcialabym|wole|prosze o|poprosze|dajcie mi|daj mi",
    articles=r"jakims|jakas|jakiegos|waszym|innym",
    adjectives=r"prawdziwym|prawdziwa|prawdziwego|zywym|zywego|zywa|innym",
    nouns=r"czlowiekiem|czlowieka|czlowiek|konsultantem|konsultanta|konsultant|konsultantka|agentem|agenta|"
    r"pracownikiem|"
    r"pracownika|osoba|osobe|doradca|doradce|przelozonym|kierownikiem|operatorem|operator",
    polite=r"prosze|czesc|dzien dobry|teraz|nie|natychmiast|dziekuje",
    always=r"(?:rozmawiac|porozmawiac|pogadac) z kims(?= ?(?:$|[.,!?;]|prosze|zywym|prawdziwym|teraz))|nie "
    r"chce rozmawiac z "
    r"(?:tym )?(?:ro)?(?:botem|maszyna|automatem)",
    negations=r"(?:nie|bez|nigdy)(?: (?!moge|mozna|da sie)\w+){0,3}",
)

LANGUAGES = (ENGLISH, SPANISH, PORTUGUESE, FRENCH, GERMAN, ITALIAN, DUTCH, POLISH)
# A single loud word is a request, too, in any language, when nothing else is said.
BARE = (
    r"person|human|agent|representative|rep|operator|supervisor|live agent|live chat|real person|persona|"
    r"humano|agente|"
    r"asesor|operador|pessoa|atendente|conseiller|humain|mensch|mitarbeiter|operatore|umano|medewerker|"
    r"mens|konsultant|czlowiek"
)
