// What the page of a lead says of the mails to it.
import type { Locale } from '../../domain/config/config.ts';
import type { Refusal, Stop } from '../../domain/mail/allowance.ts';
import type { MailOutcome, ShownMail } from '../../domain/mail/shown-mail.ts';

export type MailsTexts = {
  readonly title: string;
  readonly purposes: Readonly<Record<ShownMail['purpose'], string>>;
  readonly outcomes: Readonly<Record<MailOutcome, string>>;
  readonly because: Readonly<Record<Refusal, string>>;
  readonly times: (n: string) => string;
  readonly stopped: Readonly<Record<Stop, (time: string) => string>>;
};

const EN: MailsTexts = {
  title: 'Mails to this lead',
  purposes: {
    confirm: 'Question to confirm',
    reply: 'Reply',
    delivers: 'File',
    nurture: 'Step of a sequence',
  },
  outcomes: {
    sent: 'sent',
    undecided: 'in doubt',
    sending: 'being sent',
    refused: 'refused, tried again',
    suppressed: 'not sent',
  },
  because: {
    stopped: 'the address gets no mail',
    'day-full': 'the address had its mails of the day',
    'asked-lately': 'was asked less than a day before',
    'asked-enough': 'was asked three times',
  },
  times: (n) => `${n} times, the last time then`,
  stopped: {
    unsubscribed: (time) => `Gets no mail: unsubscribed ${time}.`,
    bounced: (time) => `Gets no mail: could not be reached ${time}.`,
    complained: (time) => `Gets no mail: complained ${time}.`,
  },
};

const IT: MailsTexts = {
  title: 'Mail a questo contatto',
  purposes: {
    confirm: 'Richiesta di conferma',
    reply: 'Risposta',
    delivers: 'File',
    nurture: 'Passo di una sequenza',
  },
  outcomes: {
    sent: 'inviata',
    undecided: 'in dubbio',
    sending: 'in invio',
    refused: 'rifiutata, si riprova',
    suppressed: 'non inviata',
  },
  because: {
    stopped: 'l’indirizzo non riceve mail',
    'day-full': 'l’indirizzo ha avuto le sue mail del giorno',
    'asked-lately': 'richiesta già fatta meno di un giorno prima',
    'asked-enough': 'richiesta già fatta tre volte',
  },
  times: (n) => `${n} volte, l’ultima allora`,
  stopped: {
    unsubscribed: (time) => `Non riceve mail: disiscritto ${time}.`,
    bounced: (time) => `Non riceve mail: irraggiungibile ${time}.`,
    complained: (time) => `Non riceve mail: reclamo ${time}.`,
  },
};

const RU: MailsTexts = {
  title: 'Письма этому лиду',
  purposes: {
    confirm: 'Просьба подтвердить',
    reply: 'Ответ',
    delivers: 'Файл',
    nurture: 'Письмо из серии',
  },
  outcomes: {
    sent: 'отправлено',
    undecided: 'под вопросом',
    sending: 'отправляется',
    refused: 'не принято, будет повтор',
    suppressed: 'не отправлено',
  },
  because: {
    stopped: 'адрес не получает писем',
    'day-full': 'адрес уже получил письма за день',
    'asked-lately': 'уже спрашивали меньше суток назад',
    'asked-enough': 'уже спрашивали трижды',
  },
  times: (n) => `раз: ${n}, последний тогда`,
  stopped: {
    unsubscribed: (time) => `Не получает писем: отписался ${time}.`,
    bounced: (time) => `Не получает писем: адрес недоступен ${time}.`,
    complained: (time) => `Не получает писем: пожаловался ${time}.`,
  },
};

const ALL: Readonly<Record<Locale, MailsTexts>> = { en: EN, it: IT, ru: RU };

export function mailsTexts(locale: Locale): MailsTexts {
  return ALL[locale];
}
