// Hand-offs, in Italian.
import type { HandOffTexts } from './hand-off.ts';

export const HAND_OFF_IT: HandOffTexts = {
  reasons: {
    'not-a-fit': 'Non in target',
    'no-budget': 'Senza budget',
    'not-now': 'Non adesso',
    'not-reached': 'Non raggiunto',
    duplicate: 'Già noto',
    other: 'Altro motivo',
  },
  desk: {
    title: (to) => `Un contatto per ${to}`,
    handed: (from, time) => `Passato da ${from}, ${time}.`,
    unknown: 'Un visitatore di cui non si conosce l’e-mail',
    accept: 'Prendi in carico',
    giveBack: 'Oppure restituiscilo',
    giveBackText: 'Scegli il motivo: basta un clic.',
    note: 'Nota, se c’è altro da dire',
    accepted: {
      title: 'Preso in carico',
      text: 'Il contatto è tuo. Si vede nei report entro un minuto.',
    },
    returned: { title: 'Restituito', text: 'Il contatto torna al marketing, con il tuo motivo.' },
    already: {
      title: 'Già risposto',
      accepted: (time) => `Questo contatto è stato preso in carico ${time}. Vale la prima risposta.`,
      returned: (time, reason) =>
        `Questo contatto è stato restituito ${time}: ${reason}. Vale la prima risposta.`,
    },
    unclear: 'Nessuna risposta: usa uno dei pulsanti.',
    gone: {
      title: 'Qui non attende nulla',
      text: 'Il contatto è stato cancellato, o non è più passato alle vendite.',
    },
    expired: {
      title: 'Questo link è scaduto',
      text: 'Chiedine uno nuovo: il titolare lo invia dalla pagina del contatto.',
    },
    forged: {
      title: 'Questo link non funziona',
      text: 'Forse è incompleto. Aprilo di nuovo dalla mail.',
    },
  },
  mail: {
    answer: 'Prendi in carico o restituisci',
    until: (time) => `Il link funziona fino al ${time}.`,
    came: 'Arrivato tramite',
    sent: (form, time) => `${form}, ${time}`,
  },
  lead: {
    waiting: 'Attende le vendite',
    accepted: (time) => `Preso in carico dalle vendite, ${time}`,
    returned: (time, reason) => `Restituito dalle vendite, ${time}: ${reason}`,
  },
  list: {
    field: 'Passaggio',
    waiting: 'attende le vendite',
    title: 'Chi attende le vendite',
    text: 'Contatti passati alle vendite e ancora senza risposta, da chi attende da più tempo.',
    since: (time) => `attende le vendite dal ${time}`,
  },
  report: {
    title: 'Presi in carico dalle vendite',
    answered: (accepted, of, share) => `Presi in carico dalle vendite: ${accepted} su ${of} (${share}).`,
    time: (median, p90) => `Tempo mediano dal passaggio: ${median}; 9 su 10 entro ${p90}.`,
    returned: (leads) => `Restituiti: ${leads}.`,
    waiting: (leads) => `Ancora senza risposta: ${leads}.`,
    speed: 'Presi in carico dopo',
    within: (time) => `fino a ${time}`,
    later: 'di più',
    leads: 'Contatti',
    speedText:
      'Tra i presi in carico così in fretta, chi è arrivato a ogni fase da quel momento in poi. Chi c’era già non è nella quota.',
    before: (leads) => `c’erano già: ${leads}`,
    given: (to) => `Passati a ${to}`,
    received: (from) => `Ricevuti da ${from}`,
  },
};
