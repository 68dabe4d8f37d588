// What imbuto says to the owner of quarantine, in the languages that it speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { SpamReason } from '../../domain/spam/reason.ts';

export type QuarantineTexts = {
  readonly title: string;
  /** @param days for how many it is kept */
  readonly text: (days: string) => string;
  readonly none: string;
  readonly reasons: Readonly<Record<SpamReason, string>>;
  readonly release: string;
  readonly delete: string;
  readonly until: (time: string) => string;
  /** @param n about how many */
  readonly notKept: (form: string, n: string) => string;
  readonly older: string;
  readonly done: { readonly released: string; readonly deleted: string };
  readonly empty: string;
};

const EN: QuarantineTexts = {
  title: 'Quarantine',
  text: (days) =>
    `Submissions that look like spam. They are in no lead and no figure until you release them, and are deleted after ${days} days.`,
  none: 'There is nothing in quarantine.',
  reasons: {
    trap: 'filled in the hidden field',
    robot: 'sent by a known robot',
    'too-fast': 'answered too fast',
    'forged-token': 'forged form token',
    turnstile: 'refused by Turnstile',
    domain: 'blocked domain',
    word: 'blocked word',
    'too-many': 'too many from one address',
  },
  release: 'Release as a lead',
  delete: 'Delete',
  until: (time) => `kept until ${time}`,
  notKept: (form, n) => `${form}: about ${n} more came in a flood; they were counted and not kept.`,
  older: 'Older',
  done: {
    released: 'Released: it is counted at its original time within seconds.',
    deleted: 'Deleted.',
  },
  empty: 'Nothing but the e-mail.',
};

const IT: QuarantineTexts = {
  title: 'Quarantena',
  text: (days) =>
    `Invii che sembrano spam. Non sono in nessun contatto e in nessuna cifra finché non li rilasci, e vengono cancellati dopo ${days} giorni.`,
  none: 'Non c’è nulla in quarantena.',
  reasons: {
    trap: 'campo nascosto compilato',
    robot: 'inviato da un robot noto',
    'too-fast': 'risposta troppo veloce',
    'forged-token': 'token del modulo falsificato',
    turnstile: 'respinto da Turnstile',
    domain: 'dominio bloccato',
    word: 'parola bloccata',
    'too-many': 'troppi invii da un indirizzo',
  },
  release: 'Rilascia come contatto',
  delete: 'Elimina',
  until: (time) => `conservato fino al ${time}`,
  notKept: (form, n) =>
    `${form}: altri ${n} circa sono arrivati in massa; sono stati contati e non conservati.`,
  older: 'Precedenti',
  done: {
    released: 'Rilasciato: viene contato al suo orario originale entro pochi secondi.',
    deleted: 'Eliminato.',
  },
  empty: 'Nient’altro che l’e-mail.',
};

const RU: QuarantineTexts = {
  title: 'Карантин',
  text: (days) =>
    `Заявки, похожие на спам. Их нет ни среди контактов, ни в цифрах, пока вы их не выпустите; через ${days} дней они удаляются.`,
  none: 'В карантине ничего нет.',
  reasons: {
    trap: 'заполнено скрытое поле',
    robot: 'отправил известный робот',
    'too-fast': 'слишком быстрый ответ',
    'forged-token': 'поддельный токен формы',
    turnstile: 'отклонено Turnstile',
    domain: 'домен заблокирован',
    word: 'запрещённое слово',
    'too-many': 'слишком много с одного адреса',
  },
  release: 'Выпустить как контакт',
  delete: 'Удалить',
  until: (time) => `хранится до ${time}`,
  notKept: (form, n) => `${form}: ещё примерно ${n} пришло потоком; они посчитаны, но не сохранены.`,
  older: 'Более ранние',
  done: {
    released: 'Выпущено: через несколько секунд будет учтено по исходному времени.',
    deleted: 'Удалено.',
  },
  empty: 'Ничего, кроме e-mail.',
};

const ALL: Readonly<Record<Locale, QuarantineTexts>> = { en: EN, it: IT, ru: RU };

export function quarantineTexts(locale: Locale): QuarantineTexts {
  return ALL[locale];
}
