// What imbuto says to visitors, in Italian.
import type { VisitorTexts } from './visitor.ts';

export const VISITOR_IT: VisitorTexts = {
  send: 'Invia',
  optional: 'facoltativo',
  privacy: 'Informativa sulla privacy',
  choose: 'Scegli…',
  leaveEmpty: 'Lascia vuoto questo campo',
  fix: 'Correggi quanto segue:',
  error: 'Errore',
  labels: {
    email: 'E-mail',
    name: 'Nome',
    'first-name': 'Nome',
    'last-name': 'Cognome',
    phone: 'Telefono',
    company: 'Azienda',
    website: 'Sito web',
    city: 'Città',
    country: 'Paese',
    subject: 'Oggetto',
    message: 'Messaggio',
  },
  fieldErrors: {
    required: 'Compila questo campo.',
    tick: 'Spunta questa casella per continuare.',
    choose: 'Scegli almeno un’opzione.',
    email: 'Inserisci un indirizzo e-mail, ad esempio nome@example.com.',
    tel: 'Inserisci un numero di telefono, ad esempio +39 06 1234 5678.',
    number: 'Inserisci un numero, ad esempio 12 o 1,5.',
    date: 'Inserisci una data, ad esempio 31/12/2026.',
    url: 'Inserisci un indirizzo web, ad esempio https://example.com.',
    option: 'Scegli una delle opzioni.',
    text: 'Inserisci un testo.',
    'too-long': (most) => `Accorcia il testo: al massimo ${most} caratteri.`,
    'too-small': (least) => `Inserisci un valore non inferiore a ${least}.`,
    'too-great': (most) => `Inserisci un valore non superiore a ${most}.`,
  },
  thanks: {
    title: 'Grazie',
    text: 'Abbiamo ricevuto quanto hai inviato.',
    filesLeft: 'I file allegati non sono stati conservati: qui si accetta solo testo.',
    home: 'Puoi chiudere questa pagina.',
  },
  home: {
    title: 'imbuto',
    text: 'Qui arrivano i contatti e avanzano nei loro funnel.',
    forms: 'Moduli',
    noForms: 'Nessun modulo configurato.',
    reports: 'Report',
    embed: {
      title: 'Sul tuo sito',
      text: 'Incolla queste righe in una pagina: le visite vengono contate e i moduli inviati sul posto.',
    },
  },
  health: { title: 'Tutto bene', text: 'Gli invii vengono accettati.' },
  problems: {
    malformed: {
      title: 'Impossibile leggere la richiesta',
      text: 'I dati inviati sono danneggiati o incompleti. Torna indietro e invia di nuovo.',
    },
    unauthorized: { title: 'Accesso richiesto', text: 'Per questa pagina serve una chiave o una sessione.' },
    forbidden: { title: 'Operazione non consentita', text: 'Qui non è possibile farlo.' },
    'foreign-origin': {
      title: 'Questo modulo è di un altro sito',
      text: 'È stato inviato da una pagina che non può usarlo.',
    },
    'not-found': { title: 'Pagina non trovata', text: 'A questo indirizzo non c’è nulla.' },
    'unknown-form': {
      title: 'Modulo non trovato',
      text: 'A questo indirizzo non c’è alcun modulo. Potrebbe essere stato rinominato o rimosso.',
    },
    'method-not-allowed': {
      title: 'Qui non funziona',
      text: 'Questo indirizzo non può essere usato in questo modo.',
    },
    'too-large': {
      title: 'Troppo in una volta',
      text: 'I dati inviati sono troppi. Riducili e invia di nuovo.',
    },
    'unsupported-encoding': {
      title: 'Impossibile leggere la richiesta',
      text: 'I dati sono in un formato che qui non viene letto.',
    },
    'invalid-fields': {
      title: 'Alcuni campi vanno corretti',
      text: 'Torna indietro, correggili e invia di nuovo il modulo.',
    },
    'too-many-requests': { title: 'Un momento', text: 'Troppe richieste insieme. Riprova tra poco.' },
    internal: { title: 'Qualcosa è andato storto', text: 'L’errore è nostro. Riprova tra poco.' },
    unavailable: { title: 'Un momento', text: 'Ora non possiamo ricevere l’invio. Riprova tra poco.' },
  },
};
