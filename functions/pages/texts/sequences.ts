// What the page of a lead says of its sequences.
import type { Locale } from '../../domain/config/config.ts';
import type { Ending } from '../../domain/nurture/member.ts';

export type SequencesTexts = {
  readonly title: string;
  readonly heldOut: string;
  readonly mailed: (n: string) => string;
  readonly next: (time: string) => string;
  readonly ended: Readonly<Record<Ending, string>>;
};

const EN: SequencesTexts = {
  title: 'Sequences',
  heldOut: 'left without it, to compare with',
  mailed: (n) => `mails sent: ${n}`,
  next: (time) => `next ${time}`,
  ended: {
    done: 'complete',
    until: 'ended: what it was for has happened',
    stopped: 'ended: the address gets no mail',
    merged: 'goes on under another address of the lead',
    removed: 'ended: the sequence was taken away',
    overdue: 'ended: the step could not be sent in time',
  },
};

const IT: SequencesTexts = {
  title: 'Sequenze',
  heldOut: 'lasciato senza, per confronto',
  mailed: (n) => `mail inviate: ${n}`,
  next: (time) => `prossima ${time}`,
  ended: {
    done: 'completa',
    until: 'terminata: lo scopo è raggiunto',
    stopped: 'terminata: l’indirizzo non riceve mail',
    merged: 'prosegue con un altro indirizzo del contatto',
    removed: 'terminata: la sequenza è stata tolta',
    overdue: 'terminata: il passo non è stato inviato in tempo',
  },
};

const RU: SequencesTexts = {
  title: 'Серии писем',
  heldOut: 'оставлен без писем, для сравнения',
  mailed: (n) => `отправлено писем: ${n}`,
  next: (time) => `следующее ${time}`,
  ended: {
    done: 'завершена',
    until: 'окончена: цель достигнута',
    stopped: 'окончена: адрес не получает писем',
    merged: 'продолжается по другому адресу лида',
    removed: 'окончена: серия удалена',
    overdue: 'окончена: письмо не удалось отправить вовремя',
  },
};

const ALL: Readonly<Record<Locale, SequencesTexts>> = { en: EN, it: IT, ru: RU };

export function sequencesTexts(locale: Locale): SequencesTexts {
  return ALL[locale];
}
