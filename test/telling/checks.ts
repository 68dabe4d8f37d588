// What must be told in the end: everything that happened, under one id each, and nothing else.
import type { Receiver, Taken } from './receiver.ts';

export type Check = { readonly what: string; readonly wanted: number; readonly found: number };

export function checksOf({
  total,
  answered,
  leads,
  receiver,
  mails,
}: {
  readonly total: number;
  /** The host's answers: by submission, whose it is. */
  readonly answered: ReadonlyMap<string, string>;
  /** E-mail by id, of `GET /leads`. */
  readonly leads: ReadonlyMap<string, string>;
  readonly receiver: Receiver;
  readonly mails: { readonly byItself: ReadonlyMap<string, number>; readonly inDigests: number };
}): readonly Check[] {
  const people = new Set(answered.values());
  const all = [...receiver.messages.values()];
  const of = (type: string): readonly Taken[] => all.filter(({ told }) => told.type === type);
  const forms = of('form.submitted');
  const stages = of('stage.reached');
  const isOfLead = ({ told: { lead, email } }: Taken): boolean => email !== null && leads.get(lead) === email;
  const isAnswered = ({ told: { submission = '', email } }: Taken): boolean =>
    email !== null && answered.get(submission) === email;
  const count = (messages: readonly Taken[], is: (each: Taken) => boolean): number =>
    messages.filter(is).length;
  return [
    { what: 'submissions that the host answered', wanted: total, found: answered.size },
    { what: 'leads in GET /leads', wanted: people.size, found: leads.size },
    {
      what: 'submissions told',
      wanted: total,
      found: new Set(forms.map(({ told }) => told.submission)).size,
    },
    { what: 'ids of submissions told', wanted: total, found: forms.length },
    {
      what: 'leads whose stage is told',
      wanted: people.size,
      found: new Set(stages.map(({ told }) => told.email)).size,
    },
    { what: 'messages of another kind', wanted: 0, found: all.length - forms.length - stages.length },
    {
      what: 'submissions told that nobody sent',
      wanted: 0,
      found: count(forms, (each) => !isAnswered(each)),
    },
    { what: 'messages of no lead of GET /leads', wanted: 0, found: count(all, (each) => !isOfLead(each)) },
    {
      what: 'ids whose payload changed between tries',
      wanted: 0,
      found: count(all, (each) => each.changed > 0),
    },
    { what: 'requests with a wrong signature', wanted: 0, found: receiver.unsigned() },
    {
      what: 'submissions in the inbox, by themselves or in digests',
      wanted: total,
      found: mails.byItself.size + mails.inDigests,
    },
    {
      what: 'mails of submissions that nobody sent',
      wanted: 0,
      found: [...mails.byItself.keys()].filter((each) => !answered.has(each)).length,
    },
  ];
}
