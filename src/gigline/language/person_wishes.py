"""Wishes for a person that name nobody by a noun of `person_phrases`: "get me someone", "no quiero un bot".

English and Spanish; lower case, without accents, on one line. Searched anywhere in the text. Written by us.
"""

from __future__ import annotations

import re

_STOP = r"(?= ?(?:$|[.,!?;:)]))"
_END = (
    r"(?= ?(?:$|[.,!?;:)]|please|pls|plz|now|here|today|instead|asap|real|human|who|that|to (?:talk|speak|help|chat)|"
    r"for help|not|and|or|por|ya|de verdad|ahora))"
)
_BOT = r"(?:ro)?bots?|machines?|computers?|chat ?bots?|automatic system|automated (?:system|messages?|answers?|replies)"
_HUMAN = (
    r"(?:(?:real|live|actual|proper) )?(?:human|person|people|humans)|"
    r"(?:real|live|actual) (?:one|someone|somebody|employee)"
)
# "I am not a robot" asks for nobody.
_NOT_I = r"(?<!am )(?<!'m )(?<!im )(?<!is )(?<!are )(?<!'s )"
_ANYONE = r"(?:anyone|anybody|someone|somebody)"
_TEAM = (
    r"(?:customer (?:service|support|care)|support|(?:the |your )?(?:staff|team)|"
    r"an? (?:employee|team member|colleague))"
)

_ENGLISH = (
    # "human please, not a robot": with nothing but politeness in its clause.
    rf"(?:^|[.,!?;:] ?)(?:(?:just|no|a|an|the|hi|hello|ok|please|and) ){{0,3}}(?:{_HUMAN}|live (?:person|agent|chat)|"
    r"human (?:agent|help|support|being|assistance)|manager|supervisor|operator|colleague|"
    r"customer (?:service|support|care))(?: (?:please|pls|plz|now|asap|only|instead|would be (?:nice|great)))?"
    r"(?= ?(?:[.!?;]|, (?:please|now|not)|$))",
    # "get me someone", "connect me with support", "put me through"
    r"(?:get|give|connect|put|pass|hand|transfer)(?: me| us| this)?(?: please)?"
    rf"(?: (?:with|to|on|over to|on to|through to))? (?:{_ANYONE}(?: real| human| on the (?:line|phone))?|"
    rf"a human|a person|"
    rf"(?:one of )?your (?:colleagues|manager|team)|a colleague(?: of yours)?|support|customer (?:service|support))"
    rf"(?: (?:on (?:here|the line)|on))?{_END}",
    rf"put me through(?: please)?{_STOP}|can you (?:please )?transfer me(?: please)?{_STOP}",
    # "is anyone real there", "any humans here"
    rf"(?:is|are) there {_ANYONE} (?:real|human|alive|there|(?:that )?i can (?:talk|speak|chat))|"
    rf"(?:is|are) (?:{_ANYONE}|any (?:humans?|people|person)) (?:real|human|alive|there|here|around)"
    r"(?= ?(?:$|[.,!?;]|who is not|or))|"
    rf"(?:^|[.,!?;] ?)(?:any (?:humans?|real (?:person|people))|{_ANYONE} (?:real|human))"
    rf"(?: (?:here|there|around|please|at all))?{_STOP}",
    # "I don't want a bot", "I'd rather not talk to a machine", "no more automated messages", "I hate bots"
    r"(?:don't|dont|do not|won't|will not|refuse to|didn't|rather not) "
    r"(?:want|need|like|talk to|speak to|chat with|deal with)(?: to (?:talk|speak|chat|deal)(?: to| with))? "
    rf"(?:a |an |the |this |any |your )?(?:{_BOT})(?= ?(?:$|[.,!?;]|please|again|anymore|any more|but|and|i))",
    rf"(?:{_NOT_I}not|no|skip|hate|enough (?:with|of)|stop (?:giving me|sending me|with)|no more)"
    r"(?: (?:talking|speaking|chatting) (?:to|with))?(?: a| an| the| this| your| another| any| these)? "
    r"(?:(?:ro)?bots?|machine|chat ?bot|automat(?:ed|ic) (?:answers?|replies|messages|responses))"
    r"(?= ?(?:$|[.!?;]|, (?:a|get|human)|please))",
    # "can a human look at this", "let a person answer", "this needs a human"
    r"(?:can|could|may|will|would) (?:a (?:real )?(?:human|person)|(?:someone|somebody) (?:real|human|"
    r"from your team)|"
    r"a member of your team) (?:\w+ ){0,2}(?:help|look|answer|call|talk|write|reply)|"
    r"let (?:a (?:real )?(?:human|person)|(?:someone|somebody) (?:real|human)) (?:answer|handle|look|help|deal|"
    r"decide)|"
    rf"(?:this|it|that) needs a (?:real )?(?:human|person){_END}|needs a (?:real )?(?:human|person) to ",
    # "can someone call me", "call me back"
    r"(?:can|could|will|would) (?:someone|somebody) (?:please )?(?:call|ring|phone) me(?! (?:when|if|before))|"
    r"(?:want|need|like|have) (?:someone|somebody|a (?:human|person)) (?:to )?(?:call|ring|phone|help) me(?: back)?"
    r"(?= ?(?:$|[.,!?;]|please|now|not))|want a call from (?:a (?:human|person)|someone|somebody)|"
    r"(?:^|[.,!?;] ?|please )call me(?: back)?(?: please| now)?(?= ?[.!?]*$)",
    # "how do I reach a human", "need human help", "speak with your staff", "who can I speak to"
    r"(?<!the )(?<!our )(?<!my )(?<!a )(?:reach|contact|get|get hold of|find|complain to|need|want|talk to|"
    r"speak to|speak with) "
    r"(?:a |an |some |any )?(?:(?:real |live |actual )?(?:human|person|human being)|human (?:help|support|"
    r"assistance|agent)|"
    r"(?:someone|somebody|anyone) (?:real|human)|(?:real|actual) (?:one|employee))"
    rf"(?: (?:here|there|now|please|instead|help|on here))?{_STOP}|"
    rf"(?:get|find) (?:hold of|in touch with) {_ANYONE}{_END}|(?:get|need|want) (?:some )?human (?:help|support|"
    rf"assistance)|"
    rf"(?:talk|speak|chat) (?:to|with) {_TEAM}(?: please| now)?{_STOP}|transfer me to {_TEAM}{_STOP}|"
    rf"who can i (?:talk|speak) to{_STOP}|(?:need|want) (?:someone|somebody) from (?:your|the) team{_STOP}",
    rf"(?:someone|somebody) (?:real|human|from (?:your|the) team|who works there)(?: please)?{_STOP}|"
    r"(?:not|than) (?:the|a|this) (?:ro)?bot(?= ?(?:$|[.!?;]))".replace("(?:not", rf"(?:{_NOT_I}not", 1),
)
_ALGUIEN = r"(?:alguien|una persona|un humano|algun humano)"
_SPANISH = (
    r"(?:^|[.,!?;:] ?)(?:(?:con|a|mejor|solo|un|una|no|hola) ){0,3}(?:persona(?: real| humana| de verdad)?|"
    r"humano|ser humano|"
    r"responsable|emplead[oa]|encargad[oa]|supervisora?|operadora?|atencion (?:humana|al cliente)|"
    r"alguien (?:real|de verdad))"
    r"(?: (?:por favor|porfa|ya|ahora))?(?= ?(?:[.!?;]|, (?:por favor|no)|$))",
    r"no (?:quiero|necesito|me sirve|hablo con)(?: hablar con| tratar con)? (?:un |una |el |la |este |mas )?"
    r"(?:(?:ro)?(?:bots?)|maquinas?|respuestas automaticas)(?= ?(?:$|[.,!?;]|por favor|quiero))",
    rf"(?:nada de|basta de|no mas|odio|odio hablar con) (?:los |las )?(?:(?:ro)?bots?|maquinas|"
    rf"respuestas automaticas){_STOP}",
    r"(?:me (?:puede|podria|pueden|podeis) (?:atender|llamar|ayudar)|(?:puede|podria) (?:llamarme|atenderme|"
    r"ayudarme)|que me "
    rf"(?:atienda|llame|ayude|responda|conteste)) {_ALGUIEN}(?= ?(?:$|[.,!?;]|por favor|real|de verdad|humano|ya))",
    r"hay (?:alguien (?:real|humano|de verdad|ahi|al otro lado)|alg(?:una|un) (?:persona|humano)(?: real| ahi)?)"
    r"(?= ?(?:$|[.,!?;]|que no sea|o|con))",
    r"(?:pasame|paseme|ponme|pongame|comunicame|comuniqueme|conectame|transfiereme|me pasas?|pasarme|"
    r"me (?:puedes|puede) pasar) con "
    rf"(?:{_ALGUIEN}|un companero|un agente|atencion al cliente)",
    r"llam(?:ame|eme|adme) alguien|(?:quiero|necesito) (?:atencion (?:humana|al cliente)|ayuda humana)(?= ?(?:$|"
    r"[.,!?;]|por favor))|"
    rf"hablar con (?:soporte|el equipo|una persona de (?:carne y hueso|verdad)){_STOP}|prefiero alguien (?:real|"
    rf"de verdad)",
)
WISHES = re.compile(rf"(?:(?<!\w)|(?=[.,!?;:]))(?:{'|'.join(one for one in (*_ENGLISH, *_SPANISH))})")
# Said right before, they turn the wish round: "I don't want to get a human", "no need for anyone real".
REFUSED = re.compile(
    r"(?<!\w)(?:no need|don't need|do not need|don't want|do not want|without|rather not|no quiero|no necesito|sin)"
    r"(?: \w+){0,3} ?$"
)
