// What the page of a lead says of what is kept aside under its e-mails, and of the older parts of its lists.
import type { Locale } from '../../domain/config/config.ts';

export type HeldTexts = {
  readonly quarantined: string;
  readonly waiting: string;
  readonly text: string;
  readonly until: (time: string) => string;
  /** Of a receipt: submissions in quarantine and those that waited. */
  readonly aside: string;
  readonly all: string;
  readonly older: (n: string) => string;
  readonly more: string;
  readonly back: string;
  /** Of a person who is no lead. */
  readonly noLead: {
    readonly kind: string;
    readonly text: string;
    /** Where the e-mail is not known any more. */
    readonly who: string;
    /** What an erasure removes. */
    readonly erased: string;
    readonly done: string;
    readonly mails: string;
    readonly erase: string;
  };
};

const EN: HeldTexts = {
  quarantined: 'In quarantine',
  waiting: 'Not confirmed yet',
  text: 'Sent with an e-mail of this person. It is in no lead and in no figure.',
  until: (time) => `kept until ${time}`,
  aside: 'In quarantine or not confirmed',
  all: 'Release or delete',
  older: (n) => `Older forms (${n})`,
  more: 'Older',
  back: 'The whole lead',
  noLead: {
    kind: 'No lead',
    text: 'Nothing but this is kept under the e-mail: it is in no lead and in no figure.',
    who: 'this person',
    done: 'What was kept aside is erased',
    mails: 'Mails to this person',
    erase: 'Erase all of it',
    erased:
      'All that is kept aside of this person, in quarantine and until it is confirmed, and what is known of mails to it.',
  },
};

const IT: HeldTexts = {
  quarantined: 'In quarantena',
  waiting: 'Non ancora confermati',
  text: 'Inviati con un’e-mail di questa persona. Non sono in nessun contatto e in nessuna cifra.',
  until: (time) => `conservato fino al ${time}`,
  aside: 'In quarantena o non confermati',
  all: 'Rilascia o elimina',
  older: (n) => `Moduli precedenti (${n})`,
  more: 'Precedenti',
  back: 'Tutto il contatto',
  noLead: {
    kind: 'Non è un contatto',
    text: 'Con questa e-mail è conservato solo questo: non è in nessun contatto e in nessuna cifra.',
    who: 'questa persona',
    done: 'Ciò che era tenuto da parte è cancellato',
    mails: 'Mail a questa persona',
    erase: 'Cancella tutto',
    erased:
      'Tutto ciò che è tenuto da parte di questa persona, in quarantena o in attesa di conferma, e ciò che si sa delle e-mail inviatele.',
  },
};

const RU: HeldTexts = {
  quarantined: 'В карантине',
  waiting: 'Ещё не подтверждены',
  text: 'Отправлены с адресом этого человека. Их нет ни среди лидов, ни в цифрах.',
  until: (time) => `хранится до ${time}`,
  aside: 'В карантине и неподтверждённые',
  all: 'Выпустить или удалить',
  older: (n) => `Более ранние формы (${n})`,
  more: 'Более ранние',
  back: 'Лид целиком',
  noLead: {
    kind: 'Не лид',
    text: 'Под этим адресом хранится только это: его нет ни среди лидов, ни в цифрах.',
    who: 'этого человека',
    done: 'Отложенное удалено',
    mails: 'Письма этому человеку',
    erase: 'Удалить всё',
    erased:
      'Всё, что отложено об этом человеке — в карантине и до подтверждения, — и сведения о письмах ему.',
  },
};

const ALL: Readonly<Record<Locale, HeldTexts>> = { en: EN, it: IT, ru: RU };

export function heldTexts(locale: Locale): HeldTexts {
  return ALL[locale];
}
