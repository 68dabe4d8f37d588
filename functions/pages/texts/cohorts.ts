// What the page of cohorts says to the owner, in the languages that imbuto speaks.
import type { Locale } from '../../domain/config/config.ts';
import type { AgeState, CohortPeriod } from '../../domain/report/cohorts.ts';

export type CohortTexts = {
  /** Also the name of the link to it. */
  readonly title: string;
  readonly text: (stage: string) => string;
  readonly every: string;
  readonly periods: Readonly<Record<CohortPeriod, string>>;
  readonly goal: string;
  readonly triangle: string;
  /** What a reader who cannot see the picture is told. */
  readonly triangleText: (cohorts: string) => string;
  readonly legend: string;
  readonly cohort: string;
  readonly entered: string;
  readonly enteredBefore: string;
  readonly advanced: string;
  readonly canChange: string;
  readonly within: (age: string) => string;
  readonly of: (n: string, of: string) => string;
  readonly states: Readonly<Record<AgeState, string>>;
  readonly table: string;
  readonly times: string;
  readonly timesText: (advanced: string, of: string) => string;
  readonly unfinished: (n: string) => string;
  readonly took: string;
  readonly tookFrom: (over: string, upTo: string) => string;
  readonly tookUpTo: (upTo: string) => string;
  readonly leads: string;
  readonly none: string;
  readonly noTimes: string;
  readonly notesTitle: string;
  readonly notes: (stage: string, end: string) => readonly string[];
  readonly counted: (ages: string) => string;
  readonly back: string;
};

const EN: CohortTexts = {
  title: 'Cohorts',
  text: (stage) =>
    `Of the leads that entered in the same days, how many had come to “${stage}” so long after.`,
  every: 'Cohorts by',
  periods: { week: 'week', month: 'month' },
  goal: 'Stage',
  triangle: 'Share that had come there, by age',
  triangleText: (cohorts) => `A row for each cohort, a column for each age. ${cohorts}`,
  legend:
    'Filled: all of the cohort have had so much time. Dashed: not over yet, the share is that so far. Empty: still ahead.',
  cohort: 'Entered in',
  entered: 'Entered',
  enteredBefore: 'Of these, before the stage',
  advanced: 'Came there until now',
  canChange: 'can still change',
  within: (age) => `within ${age}`,
  of: (n, of) => `${n} of ${of}`,
  states: { over: '', open: 'so far, not over yet', ahead: 'still ahead' },
  table: 'Figures of each cohort',
  times: 'How long it took',
  timesText: (advanced, of) => `${advanced} of ${of} that entered before this stage have come to it.`,
  unfinished: (n) =>
    `Of the others, ${n} entered on days whose windows have not ended: long times may be missing.`,
  took: 'Time from entry',
  tookFrom: (over, upTo) => `${over} to ${upTo}`,
  tookUpTo: (upTo) => `up to ${upTo}`,
  leads: 'Leads',
  none: 'No lead entered before this stage in these days.',
  noTimes: 'No lead has come to this stage yet.',
  notesTitle: 'How it counts',
  notes: (stage, end) => [
    `Ages are counted from the entry of each lead. A month of age is 30 days. The last age, ${end}, is the end of the window.`,
    `Who entered at “${stage}” or later is in no share.`,
    'Weeks begin on Monday. A week or month of which only some days were asked for has only those.',
  ],
  counted: (ages) =>
    `Times are kept in steps of about 10 %, so an age holds what came until the last step within it: ${ages}.`,
  back: 'Back to the report',
};

const IT: CohortTexts = {
  title: 'Coorti',
  text: (stage) =>
    `Dei lead entrati negli stessi giorni, quanti erano arrivati a «${stage}» dopo tanto tempo.`,
  every: 'Coorti per',
  periods: { week: 'settimana', month: 'mese' },
  goal: 'Fase',
  triangle: 'Quota arrivata fin lì, per età',
  triangleText: (cohorts) => `Una riga per coorte, una colonna per età. ${cohorts}`,
  legend:
    'Pieno: tutta la coorte ha avuto quel tempo. Tratteggiato: non ancora finito, la quota è quella finora. Vuoto: deve ancora venire.',
  cohort: 'Entrati in',
  entered: 'Entrati',
  enteredBefore: 'Di questi, prima della fase',
  advanced: 'Arrivati finora',
  canChange: 'può ancora cambiare',
  within: (age) => `entro ${age}`,
  of: (n, of) => `${n} su ${of}`,
  states: { over: '', open: 'finora, non ancora finito', ahead: 'deve ancora venire' },
  table: 'Cifre di ogni coorte',
  times: 'Quanto tempo è servito',
  timesText: (advanced, of) => `${advanced} su ${of} entrati prima di questa fase vi sono arrivati.`,
  unfinished: (n) =>
    `Degli altri, ${n} sono entrati in giorni con finestre non ancora finite: i tempi lunghi possono mancare.`,
  took: 'Tempo dall’entrata',
  tookFrom: (over, upTo) => `da ${over} a ${upTo}`,
  tookUpTo: (upTo) => `fino a ${upTo}`,
  leads: 'Lead',
  none: 'In questi giorni nessuno è entrato prima di questa fase.',
  noTimes: 'Nessuno è ancora arrivato a questa fase.',
  notesTitle: 'Come conta',
  notes: (stage, end) => [
    `Le età si contano dall’entrata di ciascun lead. Un mese di età sono 30 giorni. L’ultima età, ${end}, è la fine della finestra.`,
    `Chi è entrato in «${stage}» o più avanti non è in nessuna quota.`,
    'Le settimane cominciano di lunedì. Una settimana o un mese di cui si chiedono solo alcuni giorni ha solo quelli.',
  ],
  counted: (ages) =>
    `I tempi sono conservati a passi di circa il 10 %: un’età contiene ciò che è arrivato fino all’ultimo passo compreso in essa: ${ages}.`,
  back: 'Torna al report',
};

const RU: CohortTexts = {
  title: 'Когорты',
  text: (stage) =>
    `Из лидов, вошедших в одни и те же дни: сколько дошло до этапа «${stage}» за столько времени.`,
  every: 'Когорты по',
  periods: { week: 'неделям', month: 'месяцам' },
  goal: 'Этап',
  triangle: 'Доля дошедших, по возрасту',
  triangleText: (cohorts) => `Строка на каждую когорту, столбец на каждый возраст. ${cohorts}`,
  legend:
    'Закрашено: столько времени было у всей когорты. Пунктир: ещё не закончено, это доля на сегодня. Пусто: ещё впереди.',
  cohort: 'Вошли в',
  entered: 'Вошли',
  enteredBefore: 'Из них до этого этапа',
  advanced: 'Дошли к этому моменту',
  canChange: 'ещё может измениться',
  within: (age) => `за ${age}`,
  of: (n, of) => `${n} из ${of}`,
  states: { over: '', open: 'пока, ещё не закончено', ahead: 'ещё впереди' },
  table: 'Цифры каждой когорты',
  times: 'Сколько времени ушло',
  timesText: (advanced, of) => `Дошли ${advanced} из ${of} вошедших до этого этапа.`,
  unfinished: (n) =>
    `Из остальных ${n} вошли в дни, окна которых ещё не закончились: долгих времён может не хватать.`,
  took: 'Время от входа',
  tookFrom: (over, upTo) => `от ${over} до ${upTo}`,
  tookUpTo: (upTo) => `до ${upTo}`,
  leads: 'Лиды',
  none: 'В эти дни никто не вошёл до этого этапа.',
  noTimes: 'До этого этапа ещё никто не дошёл.',
  notesTitle: 'Как считается',
  notes: (stage, end) => [
    `Возраст считается от входа каждого лида. Месяц возраста — 30 дней. Последний возраст (${end}) — конец окна.`,
    `Кто вошёл на этапе «${stage}» или позже, не входит ни в одну долю.`,
    'Недели начинаются с понедельника. Если запрошена лишь часть недели или месяца, в когорте только эти дни.',
  ],
  counted: (ages) =>
    `Времена хранятся с шагом около 10 %: в возраст входит то, что было до последнего шага внутри него: ${ages}.`,
  back: 'Назад к отчёту',
};

const TEXTS: Readonly<Record<Locale, CohortTexts>> = { en: EN, it: IT, ru: RU };

export function cohortTexts(locale: Locale): CohortTexts {
  return TEXTS[locale];
}
