// Data quality in Italian.
import type { QualityTexts } from './quality.ts';

export const QUALITY_IT: QualityTexts = {
  title: 'Qualità dei dati',
  text: 'Ciò che è arrivato e non si è potuto leggere, o non è stato contato come era inteso. Per motivo, origine e giorno.',
  none: 'Tutto ciò che è arrivato in questi giorni è stato letto come era inteso.',
  ofLeads: {
    title: 'In ciò che i contatti hanno fatto',
    text: 'Per giorno dell’evento. Esatto: queste cifre sono contate insieme ai contatti, e li seguono quando vengono uniti, cancellati o ricontati.',
  },
  ofRequests: {
    title: 'Nelle richieste',
    text: 'Per giorno di arrivo. Contate una volta quando si risponde alla richiesta: una richiesta ripetuta dal mittente conta di nuovo.',
  },
  reasons: {
    'value-unreadable': {
      title: 'valore illeggibile',
      fix: 'L’ordine conta senza valore; un rimborso o un aggiornamento non cambia nulla. Invia revenue come numero in unità intere, ad esempio 1234.5: «1,234» ha due letture.',
    },
    'currency-unreadable': {
      title: 'valuta illeggibile',
      fix: 'L’importo non viene contato. Invia un codice ISO 4217, ad esempio EUR, che non contraddica un simbolo nell’importo.',
    },
    'order-without-value': {
      title: 'ordine senza valore',
      fix: 'L’ordine conta e non aggiunge ricavi. Invia anche revenue, total o value.',
    },
    'order-without-id': {
      title: 'ordine senza id',
      fix: 'Ogni messaggio conta come un ordine a sé, e nessun rimborso lo trova. Invia order_id.',
    },
    'change-of-no-order': {
      title: 'rimborso o aggiornamento di un ordine sconosciuto',
      fix: 'Non cambia nulla. Invialo con l’order_id dell’ordine, con qualsiasi id.',
    },
    'change-in-other-currency': {
      title: 'rimborso o aggiornamento in un’altra valuta',
      fix: 'Non cambia nulla. Invialo nella valuta dell’ordine, o senza valuta.',
    },
    'change-with-public-key': {
      title: 'rimborso o aggiornamento con la chiave pubblica',
      fix: 'Non cambia nulla: l’ordine è stato inviato con la chiave segreta. Invia anche rimborsi e aggiornamenti dal tuo server.',
    },
    'time-unreadable': {
      title: 'orario illeggibile',
      fix: 'L’evento conta al suo arrivo. Invia timestamp come ISO 8601, ad esempio 2026-11-01T10:00:00Z, o in millisecondi dal 1970.',
    },
    'time-clamped': {
      title: 'orario fuori dai limiti',
      fix: 'L’evento conta all’orario ammesso più vicino. Regola l’orologio del mittente; invia con la chiave segreta ciò che ha più di due settimane.',
    },
    'id-placeholder': {
      title: 'segnaposto al posto di un id',
      fix: 'L’id viene ignorato. Ometti userId e anonymousId quando non li hai, invece di inviare «undefined» o «null».',
    },
    'letters-guessed': {
      title: 'lettere indovinate',
      fix: 'Il modulo, o i parametri del link da cui è arrivato il visitatore, sono in una vecchia codifica che non dichiarano, o avevano perso lettere. Dai alla pagina del modulo <meta charset="utf-8">, o al modulo accept-charset="utf-8"; scrivi i link in UTF-8.',
    },
    'file-left-out': {
      title: 'file omesso',
      fix: 'Il modulo è stato accolto senza il file. Togli il campo del file: imbuto non conserva file.',
    },
    'arrival-unknown': {
      title: 'modulo di un visitatore arrivato non si sa da dove',
      fix: 'Il modulo conta, come Direct se una visita precedente non dice altro: sta in una pagina di un altro sito, di cui il browser dice solo il sito. Metti in quella pagina lo script di imbuto (le due righe sono nella pagina iniziale), o i parametri utm nell’action del modulo.',
    },
    'value-beyond-limit': {
      title: 'valore oltre il limite',
      fix: 'L’evento conta, con «(other)» al posto di una campagna o di un altro valore per cui un funnel è suddiviso: oggi questo modulo o questa chiave ne aveva già portati 1.000 nuovi. Cerca valori che contengono un id o un’ora, o qualcuno che li inventa; una nuova chiave pubblica ricomincia da capo.',
    },
    'referral-unreadable': {
      title: 'link condiviso non firmato qui',
      fix: 'L’evento conta, e nessuno risulta aver portato il lead: il link è stato cambiato, inventato o firmato con una chiave di prima, oppure la chiave non era leggibile in quel momento. Nulla da fare, a meno che siano molti: dai allora di nuovo i link ai tuoi lead.',
    },
    robot: {
      title: 'robot',
      fix: 'Non accolto: lo user agent è di un robot noto o di un precaricamento. Nulla da fare, a meno che sia un tuo programma: cambia allora il suo user agent.',
    },
    'call-not-object': {
      title: 'chiamata che non è un oggetto',
      fix: 'Non accolta. Ogni parte di batch deve essere un oggetto.',
    },
    'call-unknown-type': {
      title: 'chiamata di tipo sconosciuto',
      fix: 'Non accolta. Usa track, page, screen, identify, group o alias.',
    },
    'call-too-large': {
      title: 'chiamata troppo grande',
      fix: 'Non accolta: una chiamata può avere 32 KiB, contesto comune incluso. Invia meno proprietà, o più corte.',
    },
    'call-beyond-limit': {
      title: 'oltre ciò che una richiesta può portare',
      fix: 'Non accolta. Invia meno chiamate, o meno persone, per volta.',
    },
    'call-without-id': {
      title: 'chiamata senza id',
      fix: 'Non accolta: non si sa di chi sia. Invia userId, anonymousId o un’e-mail.',
    },
    'call-without-name': {
      title: 'evento senza nome',
      fix: 'Non accolto. Invia event, un nome di al massimo 200 caratteri.',
    },
    'call-without-page': {
      title: 'pagina senza indirizzo',
      fix: 'Non accolta. Invia properties.url o properties.path.',
    },
    'alias-refused': {
      title: 'alias rifiutato',
      fix: 'Non accolto. Invia userId e previousId; un indirizzo e-mail passa a un’altra persona solo con la chiave segreta.',
    },
    'past-form-refused': {
      title: 'modulo del passato rifiutato',
      fix: 'Non accolto. Invialo con la chiave segreta, per un modulo configurato, con un indirizzo e-mail.',
    },
    'call-letters-lost': {
      title: 'chiamata con lettere perse',
      fix: 'Non accettata: un id, un nome o una proprietà contiene U+FFFD o mezzo carattere. Invia il JSON in UTF-8 e non tagliare un testo dentro un carattere.',
    },
    'field-undeclared': {
      title: 'campo che il modulo non dichiara',
      fix: 'Il modulo è stato accettato senza. Dichiara il campo nella configurazione, o aggiungi il suo nome agli alias di un campo. I conteggi si scrivono una volta al minuto: possono essercene alcuni in più.',
    },
  },
  columns: { source: 'Da', client: 'Client', times: 'Volte', days: 'Giorni' },
  secretKey: 'chiave segreta',
  publicKey: (beginning) => `chiave pubblica ${beginning}…`,
  form: (label) => `modulo ${label}`,
  field: (form, name) => `campo «${name}» del modulo ${form}`,
  otherClient: 'un altro',
  anyPublicKey: 'chiave pubblica',
  moreDays: (n) => `e altri ${n} giorni`,
  link: (n) =>
    `Qualità dei dati: ${n} eventi che toccano queste cifre non sono stati contati come erano intesi.`,
  linkArrival: (n) =>
    `Di Direct, fino a ${n} non si possono conoscere: i loro moduli stanno in pagine di altri siti, di cui i browser dicono solo il sito.`,
  linkNone: 'Qualità dei dati: nulla di ciò che tocca queste cifre è stato letto male.',
};
