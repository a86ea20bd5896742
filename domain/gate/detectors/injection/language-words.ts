/**
 * The same in other languages, without accents as the words come. In each: a verb, then the earlier orders, with what
 * makes them earlier on either side of them. Where words are not parted by spaces, whole stretches are matched.
 */

export interface Language {
  drop: string;
  orders: string;
  earlier: string;
  /** `everything that you were told`. */
  everything: string;
  free: string;
  become: string;
  show: string;
  prompt: string;
  /** That one need not follow them. */
  released: string;
  /** Whose orders they are: the model's own. */
  own: string;
  /** That they no longer hold. */
  gone: string;
}

export const LANGUAGES: readonly Language[] = [
  {
    // German
    drop: 'ignorier(?:e|en|t|st)?|missachte[nt]?|vergiss|vergesst|vergessen sie|ubergeh(?:e|en|t)|uberschreib(?:e|en|t)|verwirf|verwerfen sie|befolge(?:n sie)? nicht|halte dich nicht (?:mehr )?an|setze|umgehe|beachte(?:n sie)? nicht|folge(?:n sie)? nicht(?: mehr)?|(?:halte|halt) dich nicht an|tu(?: bitte)? so als|so tun als',
    orders:
      'anweisung(?:en)?|instruktion(?:en)?|vorgaben?|regeln?|befehle?n?|richtlinien?|systemanweisung(?:en)?|auftrage?|prompts?|systemprompts?|einschrankungen|beschrankungen|sicherheitsregeln|vorschriften|anordnungen',
    earlier:
      'vorherigen?|bisherigen?|fruheren?|vorigen?|obigen?|obenstehenden?|vorangegangenen?|vorangehenden?|ursprunglichen?|bestehenden?|alle|aller|jede|jegliche|samtliche|deine|deiner|ihre|vorhin|zuvor|bisher|oben|die (?:man )?(?:dir|ihnen|du|sie)',
    everything: 'alles (?:was|bisherige|vorherige|obige|davor|zuvor)',
    free: 'ohne (?:jegliche |jede |irgendwelche )?(?:einschrankung(?:en)?|beschrankung(?:en)?|filter|regeln|grenzen|zensur)|uneingeschrankte[rn]?|unzensierte[rn]?|unbeschrankte[rn]?|keine (?:regeln|einschrankungen|grenzen|filter|beschrankungen)',
    become:
      'als hattest du|als waren|du hast|du bist|sie sind|ab jetzt|ab sofort|von nun an|verhalte dich|tu so|stell dir vor|spiele|agiere|antworte',
    show: 'gib|gebe|geben sie|zeig(?:e|en sie)?|nenne|verrate|drucke|wiederhole|teile|schreib(?:e)?|offenbare|sag',
    gone: 'gelten(?: hier| jetzt| ab sofort)? nicht(?: mehr)?|gilt nicht(?: mehr)?|(?:sind|ist|wurden|werden) (?:hiermit |jetzt |ab sofort )?(?:aufgehoben|ungultig|hinfallig|ausser kraft|uberholt|nichtig|egal|unwichtig)|nicht (?:gabe|existieren|existierten|gelten|wichtig)',
    own: 'deine[rn]?|dein|ihre[rn]?|die dir (?:gegebenen|auferlegten)',
    released:
      '(?:musst|brauchst|sollst|muss|mussen|brauchen) (?:\\p{L}{1,8} ){0,2}nicht (?:mehr|langer)|bist nicht (?:mehr|langer) an|bist (?:nun |jetzt )?frei von|nicht (?:mehr|langer) an',
    prompt:
      'system ?prompts?|systemanweisung(?:en)?|systemnachricht|(?:deine|deinen|ihre|ihren) (?:ursprunglichen |geheimen |internen |versteckten )?(?:anweisungen|instruktionen|prompt)|versteckten? (?:prompt|anweisungen)',
  },
  {
    // French
    drop: 'ignore[zr]?|oublie[zr]?|neglige[zr]?|ne tiens pas compte|ne tenez pas compte|ne tenir pas compte|ne tiens plus compte|ne tenez plus compte|fais abstraction|faites abstraction|ne suis (?:pas|plus)|ne suivez (?:pas|plus)|n obeis plus|contourne[zr]?|outrepasse[zr]?|annule[zr]?|passe outre|remplace[zr]?|efface[zr]?',
    orders:
      'instructions?|consignes?|directives?|regles?|ordres?|commandes?|prompts?|restrictions?|recommandations|invite systeme|garde fous',
    earlier:
      'precedent(?:e)?s?|anterieur(?:e)?s?|ci dessus|initiales?|initiaux|originales?|d origine|d avant|recu(?:e)?s|donne(?:e)?s|systeme|toutes|toute|tes|vos|tous|qu on (?:t|vous) a|que (?:tu as|vous avez|l on)|qui (?:t|te|vous) (?:ont|a)',
    everything: 'tout ce (?:que|qui)|tout (?:ce qui )?precede',
    free: 'sans (?:aucune? )?(?:restrictions?|limites?|limitations?|filtres?|regles?|censure)|non censure(?:e)?|libre de toute|aucune (?:restriction|limite|regle)',
    become:
      'tu es|vous etes|desormais|a partir de maintenant|dorenavant|agis|agissez|fais comme|faites comme|comporte toi|imagine|joue|reponds|repondez',
    show: 'affiche[zr]?|montre[zr]?|revele[zr]?|donne[zr]?|ecri[st]|ecrivez|repete[zr]?|imprime[zr]?|communique[zr]?|dis|dites|divulgue[zr]?',
    gone: 'ne (?:s appliquent|valent|comptent|s applique|vaut) (?:plus|pas)|ne (?:sont|est) plus|(?:sont|est|ont ete|a ete) (?:annule(?:e)?s?|levee?s?|caduques?|suspendu(?:e)?s?|nulles?)|n existai(?:en)?t pas|n existent (?:plus|pas)',
    own: 'tes|ton|vos|votre|les',
    released:
      'n es plus (?:soumise?|tenue?|liee?)|n etes plus (?:soumis|tenu|lie)|n as plus (?:a|besoin)|n avez plus (?:a|besoin)|ne dois plus|libere(?:e)? de|n es pas (?:soumise?|tenue?)',
    prompt:
      'prompt (?:systeme|initial|cache)|invite (?:systeme|de commande systeme)|instructions (?:systeme|initiales|cachees|internes)|(?:ton|tes|votre|vos) (?:prompt|instructions)|message systeme|system prompt',
  },
  {
    // Spanish
    drop: 'ignora[rd]?|ignore|ignoren|olvida[rd]?|olvide|olvidate de|olvidese de|descarta|descarte|desestima|omite|omita|haz caso omiso de|haga caso omiso de|no hagas caso (?:a|de)|no haga caso (?:a|de)|no sigas|no siga|no obedezcas|pasa por alto|anula|deja de seguir|borra|sobrescribe|salta(?:te)?',
    orders:
      'instruccion(?:es)?|indicacion(?:es)?|ordenes|reglas?|normas?|directrices|directivas?|prompts?|comandos?|restricciones|pautas|limitaciones|politicas?',
    earlier:
      'anterior(?:es)?|previ[oa]s?|precedentes?|iniciales?|originales?|de arriba|que (?:te|le) (?:dieron|han dado)|del sistema|todas|cualquier|tus|recibidas|dadas|que (?:te|le|recibiste|tienes|has)',
    everything: 'todo lo (?:que|anterior|dicho|previo)',
    free: 'sin (?:ningun[ao]? |ninguna |ningun tipo de )?(?:restriccion(?:es)?|limites?|limitacion(?:es)?|filtros?|reglas|censura)|no censurad[oa]|libre de',
    become:
      'eres|es usted|ahora eres|a partir de ahora|de ahora en adelante|desde ahora|actua|actue|finge|imagina|comportate|responde|haz de cuenta',
    show: 'muestra(?:me)?|muestre|revela(?:me)?|revele|dime|diga|imprime|imprima|escribe|repite|repita|dame|ensena(?:me)?|divulga|comparte',
    gone: 'ya no (?:son|valen|aplican|se aplican|es|rigen|cuentan|estan)|no (?:existieran|existen|valen|aplican|cuentan)(?: mas)?|(?:han sido|fueron|quedan|estan) (?:anuladas?|canceladas?|suspendidas?|derogadas?)',
    own: 'tus|tu|sus|su|las',
    released:
      '(?:ya )?no (?:tienes|debes|necesitas|estas|tiene|debe) (?:que|obligado|sujeto|por que)?|quedas? libre de|estas libre de',
    prompt:
      'prompt (?:del sistema|de sistema|inicial|oculto)|instrucciones (?:del sistema|iniciales|ocultas|internas)|(?:tu|tus|su|sus) (?:prompt|instrucciones)|mensaje (?:del|de) sistema|system prompt',
  },
  {
    // Italian
    drop: 'ignora|ignori|ignorate|ignorare|dimentica|dimentichi|dimenticate|trascura|tralascia|non (?:seguire|considerare|rispettare)(?: piu)?|non tenere conto (?:di|delle|dei)|scavalca|annulla|aggira|cancella',
    orders: 'istruzion[ei]|indicazion[ei]|regol[ae]|direttiv[ae]|ordini|comandi|prompt|linee guida|restrizioni|vincoli',
    earlier:
      'precedent[ei]|anterior[ei]|iniziali|originali|di sopra|sopra|ricevut[ei]|di sistema|qualsiasi|tutte|tutti|tue|tuoi|che (?:ti|hai|vi)',
    everything: 'tutto (?:cio|quello|quanto)',
    free: 'senza (?:alcuna? |nessuna? )?(?:restrizion[ei]|limit[ei]|limitazioni|filtri|regole|censura)',
    become: 'sei|ora sei|da ora in poi|d ora in poi|da adesso|agisci|comportati|fingi|immagina|rispondi',
    show: 'mostra(?:mi)?|rivela|stampa|scrivi|ripeti|dimmi|dammi|visualizza|condividi',
    gone: 'non (?:valgono|contano|si applicano|sono|vale|esistono) piu|(?:sono|sono state|e stato) (?:annullat[ei]|sospes[ei]|revocat[ei]|cancellat[ei])',
    own: 'tue|tuoi|tua|tuo|vostre|le',
    released: 'non (?:devi|sei|hai) (?:piu )?(?:seguire|rispettare|tenuto|soggetto|vincolato|bisogno)|sei libero da',
    prompt:
      'prompt di sistema|istruzioni (?:di sistema|iniziali|nascoste|interne)|(?:il tuo|tuo|tue|le tue) (?:prompt|istruzioni)|system prompt|messaggio di sistema',
  },
  {
    // Portuguese
    drop: 'ignore[m]?|ignora|ignorar|esqueca[m]?|esquece|esquecer|desconsidere|desconsidera|descarte|nao (?:siga|sigas|obedeca|cumpra)(?: mais)?|anule|desobedeca|contorne|apague',
    orders:
      'instruc(?:ao|oes)|orientac(?:ao|oes)|regras?|diretrizes|ordens|comandos?|prompts?|restricoes|politicas?|limitacoes',
    earlier:
      'anterior(?:es)?|previ[oa]s|precedentes|iniciais|originais|acima|recebidas|do sistema|qualquer|todas|tuas|suas|que (?:te|lhe|voce|recebeu)',
    everything: 'tudo (?:o )?que|tudo acima',
    free: 'sem (?:nenhuma? |quaisquer )?(?:restric(?:ao|oes)|limites?|limitacoes|filtros?|regras|censura)',
    become:
      'voce e|voce agora e|tu es|a partir de agora|de agora em diante|aja|atue|finja|imagine|comporte se|responda',
    show: 'mostre|mostra|revele|imprima|escreva|repita|diga|exiba|envie',
    gone: '(?:ja )?nao (?:valem|se aplicam|sao|contam|existem|valem)(?: mais)?|(?:foram|estao|ficam) (?:canceladas?|anuladas?|suspensas?|revogadas?)',
    own: 'tuas|suas|sua|seu|seus|teu|as',
    released:
      'nao (?:precisa|precisas|deve|tem|esta) (?:mais )?(?:seguir|obedecer|que|sujeito|respeitar|de)|esta livre d[ae]s?',
    prompt:
      'prompt (?:do|de) sistema|instrucoes (?:do sistema|iniciais|ocultas|internas)|(?:seu|suas|teu|tuas) (?:prompt|instrucoes)|system prompt',
  },
  {
    // Dutch
    drop: 'negeer|negeren|vergeet|vergeten|sla|omzeil|overschrijf|volg|houd je niet (?:meer )?aan|luister niet (?:meer )?naar|verwerp|wis',
    orders: 'instructies?|aanwijzingen|regels|opdrachten|richtlijnen|bevelen|prompts?|beperkingen|voorschriften',
    earlier:
      'eerdere|vorige|voorgaande|bovenstaande|vroegere|oorspronkelijke|alle|je|jouw|uw|niet langer|niet meer|die je',
    everything: 'alles (?:wat|hierboven|daarvoor)',
    free: 'zonder (?:enige )?(?:beperking(?:en)?|grenzen|filters?|regels|censuur)|onbeperkte|ongecensureerde',
    become: 'je bent|jij bent|u bent|vanaf nu|voortaan|doe alsof|gedraag je|stel je voor|antwoord',
    show: 'toon|laat|geef|onthul|print|herhaal|schrijf|vertel|deel',
    gone: 'gelden (?:niet|niet meer|niet langer)|(?:zijn|is|worden) (?:ongeldig|vervallen|ingetrokken|opgeheven|geannuleerd)|gelden hier niet',
    own: 'je|jouw|uw',
    released:
      '(?:hoeft|moet) (?:\\p{L}{1,4} )?niet (?:meer|langer)(?: aan)?|bent niet (?:meer|langer) gebonden|je hoeft je niet',
    prompt:
      'systeem ?prompt|systeeminstructies|verborgen (?:instructies|prompt)|(?:je|jouw|uw) (?:instructies|prompt)|system prompt',
  },
  {
    // Polish
    drop: 'zignoruj|ignoruj|zapomnij(?: o)?|pomin|nie przestrzegaj|odrzuc|obejdz',
    orders: 'instrukcj[eai]|instrukcjach|polece(?:nia|n|niach)|zasady|zasad|regul[y]?|wytyczne|prompt[y]?|ograniczenia',
    earlier:
      'poprzedni(?:e|ch)|wczesniejsz(?:e|ych)|powyzsz(?:e|ych)|dotychczasowe|pierwotne|wszystkie|wszystkich|swoje|twoje',
    everything: 'wszystko co|wszystkim co',
    free: 'bez (?:zadnych )?(?:ograniczen|limitow|filtrow|zasad|cenzury)',
    become: 'jestes|teraz jestes|od teraz|odtad|udawaj|zachowuj sie|wyobraz sobie|odpowiadaj',
    show: 'pokaz|ujawnij|wyswietl|wypisz|powtorz|podaj|wydrukuj',
    gone: '(?:juz )?nie (?:obowiazuja|obowiazuje|licza sie|maja znaczenia)|(?:zostaly|sa) (?:anulowane|uchylone|niewazne|zawieszone)',
    own: 'twoje|twoich|swoje',
    released: 'nie musisz(?: juz)?|juz nie musisz|nie jestes zwiazany',
    prompt: 'prompt systemowy|instrukcje systemowe|ukryte instrukcje|(?:swoj|twoj|swoje|twoje) (?:prompt|instrukcje)',
  },
  {
    // Swedish, Danish, Norwegian
    drop: 'ignorera|ignorer|glom|glem|bortse fran|se bort (?:fra|ifra)|strunta i|hoppa over|folj inte|folg ikke|folg ikke lengre|tilsidesaet',
    orders:
      'instruktion(?:er|erna|erne)?|instruks(?:joner|er|jonene)?|regler(?:na|ne)?|anvisning(?:ar|er|arna)?|order|kommando(?:n|er)?|riktlinjer(?:na)?|prompts?|begransningar',
    earlier: 'tidigare|foregaende|forega?aende|ovanstaende|ovenstaende|forrige|ursprungliga|alla|alle|dina|dine',
    everything: 'allt (?:som|du)|alt (?:som|du|hvad)',
    free: 'utan (?:nagra )?(?:begransningar|granser|filter|regler)|uten (?:noen )?(?:begrensninger|grenser|filtre|regler)|uden (?:nogen )?(?:begraensninger|graenser|filtre|regler)',
    become: 'du ar|du er|fran och med nu|fra na av|fra nu af|lat som|lat som om|agera|svara',
    show: 'visa|vis|avsloja|avslor|skriv|upprepa|gentag|ge|gi',
    gone: 'galler inte(?: langre)?|gjelder ikke(?: lenger)?|gaelder ikke(?: laengere)?|ar (?:upphavda|ogiltiga)',
    own: 'dina|dine|din',
    released: 'behover inte(?: langre)?|behover ikke(?: lenger)?|trenger ikke(?: lenger)?',
    prompt: 'systemprompt(?:en)?|systeminstruktioner(?:na)?|(?:din|dina|dine) (?:prompt|instruktioner|instrukser)',
  },
  {
    // Russian; й and ё come without their marks
    drop: 'игнорируи(?:те)?|проигнорируи(?:те)?|забудь(?:те)?(?: о| про)?|не обращаи(?:те)? внимания на|отмени(?:те)?|не следуи(?:те)?|нарушь|обоиди|отбрось(?:те)?|не выполняи(?:те)?',
    orders:
      'инструкци(?:и|ю|ям|ях)|указани(?:я|е|и|ям|ях)|правил(?:а|о|ам)?|команд(?:ы|у|ам)?|директив(?:ы|у)?|приказ(?:ы|ов)?|промпт(?:ы)?|ограничени(?:я|и)|запрос(?:ы)?',
    earlier:
      'предыдущи(?:е|х|м)|предыдущую|прошлые|прежние|ранние|вышеуказанные|изложенные|системные|все|всех|твои|свои|ваши|выше',
    everything: 'все что|всё что',
    free: 'без (?:каких либо |всяких |любых )?(?:ограничении|фильтров|правил|цензуры)',
    become: 'ты теперь|теперь ты|вы теперь|отныне|с этого момента|притворись|представь|веди себя|отвечаи',
    show: 'покажи(?:те)?|раскрои(?:те)?|выведи(?:те)?|напечатаи|повтори(?:те)?|скажи|напиши|сообщи',
    gone: 'больше не (?:деиствуют|деиствует|имеют|важны)|не (?:деиствуют|имеют силы)|отменены|аннулированы|утратили силу',
    own: 'твои|ваши|все',
    released: '(?:больше )?не (?:обязан(?:а|ы)?|должен|должна|нужно|связан)|свободен от',
    prompt:
      'системныи (?:промпт|запрос)|системные инструкции|скрытые инструкции|(?:свои|твои) (?:инструкции|промпт)|системное сообщение',
  },
  {
    // Turkish
    drop: 'yok say(?:in)?|gormezden gel(?:in)?|unut(?:un)?|dikkate alma(?:yin)?|goz ardi et(?:in)?',
    orders: 'talimat(?:lari|larini|i)?|kural(?:lari|larini)?|komut(?:lari)?|yonerge(?:leri|lerini)?|istem(?:i|leri)?',
    earlier: 'onceki|yukaridaki|tum|butun|daha onceki',
    everything: 'her seyi',
    free: 'kisitlama olmadan|sinirsiz|filtresiz|kuralsiz',
    become: 'artik sen|bundan sonra|simdi sen',
    show: 'goster(?:in)?|yazdir|acikla|paylas',
    gone: 'artik gecerli degil|gecersiz|iptal edildi',
    own: 'senin|sizin|tum|onceki',
    released: 'zorunda degilsin|uymak zorunda',
    prompt: 'sistem (?:istemini|talimatlarini|promptunu)|gizli talimatlari',
  },
];
