// What the page of a lead says of what is kept aside under its e-mails, and of the older parts of its lists.
import type { Locale } from '../../domain/config/config.ts';

export type HeldTexts = {
  readonly quarantined: string;
  readonly waiting: string;
  readonly text: string;
  readonly until: (time: string) => string;
  readonly all: string;
  readonly older: (n: string) => string;
  readonly more: string;
  readonly back: string;
};

const EN: HeldTexts = {
  quarantined: 'In quarantine',
  waiting: 'Not confirmed yet',
  text: 'Sent with an e-mail of this lead. It is in no lead and in no figure.',
  until: (time) => `kept until ${time}`,
  all: 'Release or delete',
  older: (n) => `Older forms (${n})`,
  more: 'Older',
  back: 'The whole lead',
};

const IT: HeldTexts = {
  quarantined: 'In quarantena',
  waiting: 'Non ancora confermati',
  text: 'Inviati con un’e-mail di questo contatto. Non sono in nessun contatto e in nessuna cifra.',
  until: (time) => `conservato fino al ${time}`,
  all: 'Rilascia o elimina',
  older: (n) => `Moduli precedenti (${n})`,
  more: 'Precedenti',
  back: 'Tutto il contatto',
};

const RU: HeldTexts = {
  quarantined: 'В карантине',
  waiting: 'Ещё не подтверждены',
  text: 'Отправлены с адресом этого лида. Их нет ни среди лидов, ни в цифрах.',
  until: (time) => `хранится до ${time}`,
  all: 'Выпустить или удалить',
  older: (n) => `Более ранние формы (${n})`,
  more: 'Более ранние',
  back: 'Лид целиком',
};

const ALL: Readonly<Record<Locale, HeldTexts>> = { en: EN, it: IT, ru: RU };

export function heldTexts(locale: Locale): HeldTexts {
  return ALL[locale];
}
