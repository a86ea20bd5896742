/** The same in other languages, without accents as the words come. */

export interface Language {
  remove: string;
  guard: string;
  /** Of verbs that part: `schalte … ab`. */
  parted?: { verb: string; end: string };
  act: string;
  without: string;
}

export const LANGUAGES: readonly Language[] = [
  {
    remove:
      'deaktivier(?:e|en|t|st)?|abschalten|abzuschalten|ausschalten|auszuschalten|umgeh(?:e|en|t|st)|umgangen|ubergeh(?:e|en|t)|uberspring(?:e|en|t)|auslassen|lockere?n?|schwache?n?|entfern(?:e|en|t)|losch(?:e|en|t)|ignorier(?:e|en|t)|aussetz(?:e|en)|aushebeln|hebel(?:e|n)|unterdruck(?:e|en)|streich(?:e|en)|senk(?:e|en)|verzichte(?:n|t)? auf|uberliste(?:n)?|(?:brauche?n?|benotige?n?) (?:\\p{L}{1,12} ){0,2}(?:nicht|keine?n?)|frage? nicht (?:mehr )?nach|warte nicht (?:mehr )?auf',
    guard:
      '(?:sicherheits|zugriffs|qualitats|risiko|betrugs|genehmigungs|freigabe|plausibilitats|compliance|eingangs|ausgangs|zahlungs|betrags|empfanger|richtlinien|inhalts|end|vor|nach|schluss)?(?:prufung(?:en)?|kontrollen?|freigaben?|freigabeschritt(?:e|s)?|prufschritt(?:e|s)?|genehmigungsschritt(?:e|s)?|genehmigung(?:en)?|validierung|gate|schranken?|sicherheitsgate|uberprufung(?:en)?|vier augen prinzip|schutzmassnahmen|sicherung(?:en)?|richtlinien?|sicherheitsregeln?)',
    parted: {
      verb: 'schalt(?:e|en|et)?|setz(?:e|en|t)?|stell(?:e|en|t)?|lass(?:e|en|t)?|hebel(?:e|n)?|nimm|mach(?:e|en)?',
      end: 'ab|aus|weg|aussen vor|ausser kraft|heraus|raus|auf (?:optional|aus|null)|optional',
    },
    act: 'fuhr(?:e|en|t)?|starte?n?|mach(?:e|en|t)?|sende?n?|uberweise?n?|schick(?:e|en|t)?|zahl(?:e|en|t)?|buch(?:e|en)?|erledige|weiter|geh|gib|ausfuhren|durchfuhren|freigeben|lauft?|laufen',
    without:
      'ohne (?:weitere |jede |die |eine |vorherige |menschliche |manuelle |auf (?:die |eine )?)?(?:freigabe|genehmigung|prufung|kontrolle|validierung|bestatigung|ruckfrage|uberprufung|vier augen prinzip|sicherheitsprufung)',
  },
  {
    remove:
      'desactive[zr]?|contourne[zr]?|saute[zr]?|supprime[zr]?|ignore[zr]?|passe[zr]? outre|neutralise[zr]?|eteins|eteignez|coupe[zr]?|evite[zr]?|assoupli[rst]|assouplissez|retire[zr]?|enleve[zr]?|leve[zr]?|suspend[sr]?(?:ez)?|affaibli[rst]|baisse[zr]?|outrepasse[zr]?|ne (?:demande|demandez|exige|exigez|attends|attendez) (?:plus|pas)',
    guard:
      '(?:controles?|validations?|approbations?|verifications?|barrieres?|garde fous?|portail|portique|passerelle|relectures?|politiques?|regles? de securite|securite|gate|autorisations?|seuils?)',
    act: 'execute[zr]?|lance[zr]?|fais|faites|envoie|envoyez|continue[zr]?|procede[zr]?|paie|payez|vire[zr]?|effectue[zr]?|traite[zr]?|valide[zr]?|deploie|deployez',
    without:
      'sans (?:aucune? |la |l |attendre (?:l |la )?|passer par (?:la |le |l )?|autre |demander (?:d |l )?)?(?:approbation|validation|controle|verification|accord|revue|relecture|autorisation)',
  },
  {
    remove:
      'desactiva[r]?|desactive|salta(?:te|r|rse)?|salte|omite|omita|omitir|evita[r]?|evite|elude|eluda|eludir|quita[r]?|quite|elimina[r]?|elimine|ignora[r]?|ignore|apaga[r]?|apague|relaja[r]?|relaje|debilita[r]?|suspende[r]?|suspenda|anula[r]?|anule|esquiva[r]?|rodea|baja[r]?|suprime|burla[r]?|no (?:pidas|pida|solicites|esperes|espere|exijas)(?: mas)?',
    guard:
      '(?:puertas?(?: de (?:seguridad|control))?|controles?|control|validacion(?:es)?|aprobacion(?:es)?|verificacion(?:es)?|revision(?:es)?|politicas?|filtros? de seguridad|comprobacion(?:es)?|barreras?|gate|autorizacion(?:es)?|umbral(?:es)?|seguridad)',
    act: 'ejecuta[r]?|ejecute|haz(?:lo)?|haga|envia[r]?|envie|continua[r]?|continue|procede|proceda|paga[r]?|pague|transfiere|transfiera|procesa[r]?|procese|lanza[r]?|despliega',
    without:
      'sin (?:ninguna? |la |el |esperar (?:la |el |a la )?|pasar por (?:la |el )?|pedir )?(?:aprobacion|validacion|revision|verificacion|control|autorizacion|confirmacion)',
  },
  {
    remove:
      'non (?:chiedere|aspettare|richiedere)|nao (?:peca|espere|solicite)|vraag geen|wacht niet op|disattiva(?:re)?|disabilita(?:re)?|salta(?:re)?|aggira(?:re)?|ignora(?:re)?|elimina(?:re)?|rimuovi|rimuovere|evita(?:re)?|spegni|spegnere|allenta(?:re)?|bypassa(?:re)?|sospendi|desative|desativa[r]?|pule|pular|contorne|contornar|remova|remover|desligue|desligar|burle|schakel|omzeil|sla|verwijder|negeer|deactiveer|versoepel|wylacz|pomin|obejdz|usun|stang av|hoppa over|kringga|sla fra|deaktiver|отключи(?:те)?|обоиди(?:те)?|пропусти(?:те)?|убери(?:те)?|выключи(?:те)?',
    guard:
      '(?:controll[oi]|approvazion[ei]|validazion[ei]|verific(?:a|he)|revision[ei]|barrier[ae]|sicurezza|validac(?:ao|oes)|aprovac(?:ao|oes)|verificac(?:ao|oes)|revis(?:ao|oes)|portao|seguranca|veiligheidscontroles?|goedkeuring(?:en)?|controles?|validatie|beveiliging|bramke|bramka|zatwierdzani[ea]|kontrol[ei]|weryfikacj[ei]|godkannande(?:t)?|sakerhetskontroll(?:en)?|godkendelse(?:n)?|sikkerhedskontrol(?:len)?|проверк[уи]|согласовани[ея]|контроль|одобрени[ея]|валидаци[юи]|gate)',
    act: 'esegui|procedi|invia|paga|execute|prossiga|envie|pague|voer|verstuur|betaal|ga|wykonaj|wyslij|kor|skicka|выполни|отправь|запусти',
    without:
      '(?:senza (?:alcuna )?(?:approvazione|validazione|verifica|controllo|revisione)|sem (?:nenhuma )?(?:aprovacao|validacao|verificacao|revisao)|zonder (?:enige )?(?:goedkeuring|controle|validatie)|bez (?:zatwierdzenia|weryfikacji|kontroli|одобрения|проверки|согласования)|без (?:одобрения|проверки|согласования|подтверждения)|utan godkannande|uden godkendelse)',
  },
];
