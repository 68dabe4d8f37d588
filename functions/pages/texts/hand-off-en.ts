// Hand-offs, in English.
import type { HandOffTexts } from './hand-off.ts';

export const HAND_OFF_EN: HandOffTexts = {
  reasons: {
    'not-a-fit': 'Not a fit',
    'no-budget': 'No budget',
    'not-now': 'Not now',
    'not-reached': 'Could not be reached',
    duplicate: 'Known already',
    other: 'Another reason',
  },
  desk: {
    title: (to) => `A lead for ${to}`,
    handed: (from, time) => `Handed over by ${from}, ${time}.`,
    unknown: 'A visitor whose e-mail is not known',
    accept: 'Accept the lead',
    giveBack: 'Or give it back',
    giveBackText: 'Choose why: one click.',
    note: 'Note, if there is more to say',
    accepted: { title: 'Accepted', text: 'The lead is yours. It shows in the reports within a minute.' },
    returned: { title: 'Given back', text: 'The lead is with marketing again, with your reason.' },
    already: {
      title: 'Answered already',
      accepted: (time) => `This lead was accepted ${time}. The first answer counts.`,
      returned: (time, reason) => `This lead was given back ${time}: ${reason}. The first answer counts.`,
    },
    unclear: 'Nothing was answered: use one of the buttons.',
    gone: {
      title: 'Nothing waits here',
      text: 'The lead was erased, or is not handed over any more.',
    },
    expired: {
      title: 'This link has expired',
      text: 'Ask for a new one: the owner can send it from the page of the lead.',
    },
    forged: {
      title: 'This link does not work',
      text: 'It may have been cut off. Open it from the mail once more.',
    },
  },
  mail: {
    answer: 'Accept or give back',
    until: (time) => `The link works until ${time}.`,
    came: 'Came by',
    sent: (form, time) => `${form}, ${time}`,
  },
  lead: {
    waiting: 'Waits for sales',
    accepted: (time) => `Accepted by sales, ${time}`,
    returned: (time, reason) => `Given back by sales, ${time}: ${reason}`,
  },
  list: {
    field: 'Hand-off',
    waiting: 'waits for sales',
    title: 'Who waits for sales',
    text: 'Contacts that were handed over and not answered yet, those who wait longest first.',
    since: (time) => `waits for sales since ${time}`,
  },
  report: {
    title: 'Accepted by sales',
    answered: (accepted, of, share) => `Accepted by sales: ${accepted} of ${of} (${share}).`,
    time: (median, p90) => `Median time from the hand-off: ${median}; 9 in 10 within ${p90}.`,
    returned: (leads) => `Given back: ${leads}.`,
    waiting: (leads) => `Not answered yet: ${leads}.`,
    speed: 'Accepted after',
    within: (time) => `up to ${time}`,
    later: 'longer',
    leads: 'Leads',
    speedText:
      'Of those accepted so fast, who came to each stage at the acceptance or later. Who was there before is left out of the share.',
    before: (leads) => `there before: ${leads}`,
    given: (to) => `Handed over to ${to}`,
    received: (from) => `Taken over from ${from}`,
  },
};
