// What imbuto says in mails to leads, and on the pages to which they lead, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';

type Words = { readonly subject: string; readonly text: string };
type PageTexts = { readonly title: string; readonly text: string; readonly button: string };
type Done = { readonly title: string; readonly text: string };

export type LeadMailTexts = {
  /** Placeholders are those of the owner's own words. */
  readonly confirm: Words & { readonly link: string };
  readonly deliver: Words & { readonly link: string };
  readonly unsubscribe: string;
  readonly pages: {
    readonly confirm: PageTexts & { readonly nothing: Done; readonly done: Done };
    readonly deliver: PageTexts;
    readonly unsubscribe: PageTexts & { readonly done: Done; readonly again: string; readonly back: Done };
    /** A link that is forged, cut off, or of something that is gone. */
    readonly unknown: Done;
    readonly expired: Done;
  };
};

const EN: LeadMailTexts = {
  confirm: {
    subject: 'Please confirm: {form}',
    text: 'Somebody, probably you, filled in “{form}” with this e-mail address. Please confirm that it was you:\n\n{link}\n\nIf it was not you, do nothing: what was sent is deleted after 30 days.',
    link: 'Confirm',
  },
  deliver: {
    subject: 'Here it is: {form}',
    text: 'Thank you. Here is what you asked for:\n\n{link}\n\nThe link works for 7 days.',
    link: 'Download',
  },
  unsubscribe: 'No more mails: unsubscribe',
  pages: {
    confirm: {
      title: 'Confirm your e-mail address',
      text: 'One click, and what you sent is taken:',
      button: 'Yes, I confirm',
      nothing: {
        title: 'Nothing waits',
        text: 'All that was sent with this address is confirmed, or has expired.',
      },
      done: { title: 'Thank you', text: 'Your e-mail address is confirmed.' },
    },
    deliver: { title: 'Your download', text: 'One click, and the download begins:', button: 'Download' },
    unsubscribe: {
      title: 'Unsubscribe',
      text: 'This address gets no more mails from us after one click.',
      button: 'Unsubscribe',
      done: { title: 'You are unsubscribed', text: 'This address gets no more mails from us.' },
      again: 'That was a mistake: subscribe again',
      back: { title: 'You are back', text: 'This address gets our mails again.' },
    },
    unknown: {
      title: 'This link does not work',
      text: 'It may have been cut off. Open it from the mail once more.',
    },
    expired: { title: 'This link has expired', text: 'Send the form once more to get a new one.' },
  },
};

const IT: LeadMailTexts = {
  confirm: {
    subject: 'Conferma, per favore: {form}',
    text: 'Qualcuno, probabilmente tu, ha compilato «{form}» con questo indirizzo e-mail. Conferma che sei stato tu:\n\n{link}\n\nSe non sei stato tu, non fare nulla: quanto inviato viene cancellato dopo 30 giorni.',
    link: 'Conferma',
  },
  deliver: {
    subject: 'Ecco quanto richiesto: {form}',
    text: 'Grazie. Ecco quanto hai richiesto:\n\n{link}\n\nIl link funziona per 7 giorni.',
    link: 'Scarica',
  },
  unsubscribe: 'Niente più mail: annulla l’iscrizione',
  pages: {
    confirm: {
      title: 'Conferma il tuo indirizzo e-mail',
      text: 'Un clic, e quanto hai inviato viene accolto:',
      button: 'Sì, confermo',
      nothing: {
        title: 'Non c’è nulla in attesa',
        text: 'Tutto ciò che è stato inviato con questo indirizzo è confermato, oppure è scaduto.',
      },
      done: { title: 'Grazie', text: 'Il tuo indirizzo e-mail è confermato.' },
    },
    deliver: { title: 'Il tuo download', text: 'Un clic, e il download comincia:', button: 'Scarica' },
    unsubscribe: {
      title: 'Annulla l’iscrizione',
      text: 'Con un clic questo indirizzo non riceve più mail da noi.',
      button: 'Annulla l’iscrizione',
      done: { title: 'Iscrizione annullata', text: 'Questo indirizzo non riceve più mail da noi.' },
      again: 'È stato un errore: iscrivimi di nuovo',
      back: { title: 'Bentornato', text: 'Questo indirizzo riceve di nuovo le nostre mail.' },
    },
    unknown: {
      title: 'Questo link non funziona',
      text: 'Forse è stato troncato. Aprilo di nuovo dalla mail.',
    },
    expired: { title: 'Questo link è scaduto', text: 'Invia di nuovo il modulo per riceverne uno nuovo.' },
  },
};

const RU: LeadMailTexts = {
  confirm: {
    subject: 'Подтвердите, пожалуйста: {form}',
    text: 'Кто-то, вероятно вы, заполнил форму «{form}» с этим адресом. Подтвердите, что это были вы:\n\n{link}\n\nЕсли это были не вы, ничего не делайте: отправленное будет удалено через 30 дней.',
    link: 'Подтвердить',
  },
  deliver: {
    subject: 'Ваш файл: {form}',
    text: 'Спасибо. Вот то, что вы запросили:\n\n{link}\n\nСсылка действует 7 дней.',
    link: 'Скачать',
  },
  unsubscribe: 'Больше не присылать писем: отписаться',
  pages: {
    confirm: {
      title: 'Подтвердите адрес эл. почты',
      text: 'Один щелчок, и отправленное будет принято:',
      button: 'Да, подтверждаю',
      nothing: {
        title: 'Ничего не ожидает',
        text: 'Всё, что отправлено с этим адресом, подтверждено или истекло.',
      },
      done: { title: 'Спасибо', text: 'Ваш адрес подтверждён.' },
    },
    deliver: { title: 'Ваш файл', text: 'Один щелчок, и загрузка начнётся:', button: 'Скачать' },
    unsubscribe: {
      title: 'Отписаться',
      text: 'После одного щелчка на этот адрес больше не придут наши письма.',
      button: 'Отписаться',
      done: { title: 'Вы отписаны', text: 'На этот адрес больше не придут наши письма.' },
      again: 'Это ошибка: подписаться снова',
      back: { title: 'С возвращением', text: 'На этот адрес снова приходят наши письма.' },
    },
    unknown: { title: 'Ссылка не работает', text: 'Возможно, она обрезана. Откройте её из письма ещё раз.' },
    expired: { title: 'Срок ссылки истёк', text: 'Отправьте форму ещё раз, чтобы получить новую.' },
  },
};

const ALL: Readonly<Record<Locale, LeadMailTexts>> = { en: EN, it: IT, ru: RU };

export function leadMailTexts(locale: Locale): LeadMailTexts {
  return ALL[locale];
}
