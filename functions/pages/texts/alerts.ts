// What pages and mails say of watched figures, in the owner's languages.
import type { Side } from '../../domain/alerts/sequential-test.ts';
import type { Ending } from '../../domain/alerts/watch.ts';
import type { Locale } from '../../domain/config/config.ts';

export type AlertTexts = {
  readonly title: string;
  readonly text: string;
  readonly noneRunning: string;
  readonly past: string;
  readonly watched: string;
  /** What is watched of a funnel. */
  readonly volume: string;
  readonly conversion: (stage: string, days: string) => string;
  readonly source: (field: string, value: string) => string;
  readonly side: Readonly<Record<Side, string>>;
  /** Of all days from the first of it on. */
  readonly since: (day: string, found: string, expected: string) => string;
  readonly share: (percent: string, count: string, of: string) => string;
  readonly onDay: (day: string, found: string, expected: string) => string;
  readonly learning: (days: string, needed: string) => string;
  readonly tooFew: string;
  readonly notYet: string;
  readonly ended: (day: string) => string;
  readonly endings: Readonly<Record<Ending, string>>;
  readonly over: string;
  readonly open: string;
  readonly why: string;
};

const EN: AlertTexts = {
  title: 'Alerts',
  text: 'Each closed day is judged by what the figure’s own past explains. By chance there is at most one incident a year and figure.',
  noneRunning: 'All watched figures are as their past explains.',
  past: 'Over',
  watched: 'What is watched',
  volume: 'entries a day',
  conversion: (stage, days) => `came to ${stage} within ${days}`,
  source: (field, value) => `${field} ${value}`,
  side: { down: 'lower than usual', up: 'higher than usual' },
  since: (day, found, expected) => `Since ${day}: ${found}, expected about ${expected}.`,
  share: (percent, count, of) => `${percent} (${count} of ${of})`,
  onDay: (day, found, expected) => `${day}: ${found}, expected about ${expected}`,
  learning: (days, needed) =>
    `its past is too short to judge: ${days} of ${needed} days (the last week is not counted)`,
  tooFew: 'there is too little of it to judge',
  notYet: 'no day has been judged yet',
  ended: (day) => `Over since ${day}.`,
  endings: {
    back: 'It is within its past again.',
    newNormal: 'It has stayed so for four weeks: from now on that is taken as normal.',
    redefined: 'The funnel was changed: the figure counts something else now and is watched anew.',
  },
  over: 'over',
  open: 'Open the reports (you must be logged in)',
  why: 'You get this mail because your address is named at this alert in the configuration of imbuto. An incident is told once when it begins and once when it is over.',
};

const IT: AlertTexts = {
  title: 'Avvisi',
  text: 'Ogni giorno concluso è giudicato in base a ciò che il passato del dato stesso spiega. Per caso c’è al massimo un’anomalia all’anno per dato.',
  noneRunning: 'Tutti i dati sorvegliati sono come il loro passato spiega.',
  past: 'Concluse',
  watched: 'Che cosa è sorvegliato',
  volume: 'ingressi al giorno',
  conversion: (stage, days) => `arrivati a ${stage} entro ${days}`,
  source: (field, value) => `${field} ${value}`,
  side: { down: 'più basso del solito', up: 'più alto del solito' },
  since: (day, found, expected) => `Dal ${day}: ${found}, attesi circa ${expected}.`,
  share: (percent, count, of) => `${percent} (${count} su ${of})`,
  onDay: (day, found, expected) => `${day}: ${found}, attesi circa ${expected}`,
  learning: (days, needed) =>
    `il passato è troppo breve per giudicare: ${days} di ${needed} giorni (l’ultima settimana non conta)`,
  tooFew: 'ce n’è troppo poco per giudicare',
  notYet: 'nessun giorno è stato ancora giudicato',
  ended: (day) => `Conclusa il ${day}.`,
  endings: {
    back: 'Il dato è di nuovo come il suo passato spiega.',
    newNormal: 'È rimasto così per quattro settimane: d’ora in poi è considerato normale.',
    redefined: 'Il funnel è stato modificato: il dato ora conta altro ed è sorvegliato da capo.',
  },
  over: 'conclusa',
  open: 'Apri i report (serve l’accesso)',
  why: 'Ricevi questa mail perché il tuo indirizzo è indicato per questo avviso nella configurazione di imbuto. Di un’anomalia si avvisa una volta all’inizio e una volta alla fine.',
};

const RU: AlertTexts = {
  title: 'Оповещения',
  text: 'Каждый завершённый день оценивается по тому, что объясняет прошлое самого показателя. Случайно бывает не больше одного отклонения в год на показатель.',
  noneRunning: 'Все показатели под наблюдением такие, как объясняет их прошлое.',
  past: 'Закончились',
  watched: 'Что под наблюдением',
  volume: 'входов в день',
  conversion: (stage, days) => `дошли до «${stage}» за ${days}`,
  source: (field, value) => `${field} ${value}`,
  side: { down: 'ниже обычного', up: 'выше обычного' },
  since: (day, found, expected) => `С ${day}: ${found}, ожидалось около ${expected}.`,
  share: (percent, count, of) => `${percent} (${count} из ${of})`,
  onDay: (day, found, expected) => `${day}: ${found}, ожидалось около ${expected}`,
  learning: (days, needed) =>
    `прошлого пока мало для оценки: дней ${days} из ${needed} (последняя неделя не считается)`,
  tooFew: 'данных слишком мало для оценки',
  notYet: 'ни один день ещё не оценён',
  ended: (day) => `Закончилось ${day}.`,
  endings: {
    back: 'Показатель снова такой, как объясняет его прошлое.',
    newNormal: 'Так оставалось четыре недели: отныне это считается нормой.',
    redefined: 'Воронка изменена: показатель теперь считает другое и наблюдается заново.',
  },
  over: 'закончилось',
  open: 'Открыть отчёты (нужен вход)',
  why: 'Вы получили это письмо, потому что ваш адрес указан у этого оповещения в конфигурации imbuto. Об отклонении сообщается один раз в начале и один раз в конце.',
};

const ALL: Readonly<Record<Locale, AlertTexts>> = { en: EN, it: IT, ru: RU };

export function alertTexts(locale: Locale): AlertTexts {
  return ALL[locale];
}
