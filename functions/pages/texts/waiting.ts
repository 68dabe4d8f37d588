// What imbuto says to the owner of what waits, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { MailPurpose } from '../../domain/mail/purpose.ts';

export type WaitingTexts = {
  readonly title: string;
  readonly text: string;
  readonly none: string;
  readonly until: (time: string) => string;
  readonly older: string;
  readonly mails: {
    readonly title: string;
    readonly text: string;
    readonly lead: string;
    readonly more: string;
    readonly purposes: Readonly<Record<MailPurpose, string>>;
  };
};

const EN: WaitingTexts = {
  title: 'Waiting',
  text: 'Submissions whose e-mail address is not confirmed yet. They are in no lead and no figure, and are deleted after 30 days.',
  none: 'Nothing waits for a confirmation.',
  until: (time) => `kept until ${time}`,
  older: 'Older',
  mails: {
    title: 'Mails in doubt',
    text: 'Of these mails it is not known whether they went. They are not sent again, so that no lead gets one twice.',
    lead: 'The lead',
    more: 'More',
    purposes: { confirm: 'Question to confirm', reply: 'Reply', nurture: 'Step of a sequence' },
  },
};

const IT: WaitingTexts = {
  title: 'In attesa',
  text: 'Invii il cui indirizzo e-mail non è ancora confermato. Non sono in nessun contatto e in nessuna cifra, e vengono cancellati dopo 30 giorni.',
  none: 'Nulla attende una conferma.',
  until: (time) => `conservato fino al ${time}`,
  older: 'Precedenti',
  mails: {
    title: 'Mail in dubbio',
    text: 'Di queste mail non si sa se siano partite. Non vengono inviate di nuovo, perché nessuno ne riceva una due volte.',
    lead: 'Il contatto',
    more: 'Altre',
    purposes: { confirm: 'Richiesta di conferma', reply: 'Risposta', nurture: 'Passo di una sequenza' },
  },
};

const RU: WaitingTexts = {
  title: 'Ожидают',
  text: 'Заявки, адрес которых ещё не подтверждён. Их нет ни среди контактов, ни в цифрах; через 30 дней они удаляются.',
  none: 'Ничто не ожидает подтверждения.',
  until: (time) => `хранится до ${time}`,
  older: 'Более ранние',
  mails: {
    title: 'Письма под вопросом',
    text: 'Неизвестно, ушли ли эти письма. Повторно они не отправляются, чтобы никто не получил письмо дважды.',
    lead: 'Лид',
    more: 'Ещё',
    purposes: { confirm: 'Просьба подтвердить', reply: 'Ответ', nurture: 'Письмо из серии' },
  },
};

const ALL: Readonly<Record<Locale, WaitingTexts>> = { en: EN, it: IT, ru: RU };

export function waitingTexts(locale: Locale): WaitingTexts {
  return ALL[locale];
}
