// What a report says of the variants of a form, in the owner's languages.
import type { Locale } from '../../domain/config/config.ts';
import type { VariantFigure, VariantGoal } from '../../domain/report/variant-goals.ts';

export type VariantReportTexts = {
  readonly title: (form: string) => string;
  readonly text: (from: string, to: string) => string;
  readonly empty: string;
  readonly columns: readonly [
    variant: string,
    value: string,
    difference: (first: string) => string,
    better: string,
  ];
  readonly soFar: string;
  readonly showings: (n: string) => string;
  readonly goals: Readonly<Record<VariantGoal['goal'], (currency: string) => string>>;
  /** Which showings are compared, behind the name of a goal. */
  readonly within: (age: string) => string;
  readonly parts: Readonly<Record<VariantGoal['goal'], string>>;
  /** A text before the number of leads, which may be a link. */
  readonly ofShown: (shown: string) => string;
  readonly points: (by: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly better: string;
  readonly worse: string;
  readonly unknown: string;
  readonly reasons: Readonly<Record<NonNullable<VariantFigure['reason']>, string>>;
  readonly more: (n: string) => string;
  readonly notes: readonly string[];
};

const EN: VariantReportTexts = {
  title: (form) => `Which variant of the form “${form}” brings more?`,
  text: (from, to) => `What was shown from ${from} to ${to}, whatever the days of this report begin with.`,
  empty: 'No variant has been shown yet.',
  columns: ['Variant', 'For each showing', (first) => `Difference from “${first}”`, 'Is it better?'],
  soFar: 'So far',
  showings: (n) => `showings: ${n}`,
  goals: {
    submission: () => 'Sent the form',
    purchase: () => 'Bought',
    revenue: (currency) => `Revenue, ${currency}`,
  },
  within: (age) => `within ${age}; shown ${age} ago or earlier`,
  parts: { submission: 'leads', purchase: 'customers', revenue: 'customers' },
  ofShown: (shown) => `of ${shown} showings`,
  points: (by) => `${by} points`,
  interval: (low, high) => `${low} to ${high}`,
  better: 'Better',
  worse: 'Worse',
  unknown: 'Cannot tell yet',
  reasons: {
    none: 'One of the two has not been shown for long enough.',
    nothing: 'It has not happened yet.',
    chance: 'The difference may be chance.',
  },
  more: (n) => `If the difference is what it seems, about ${n} more showings would tell.`,
  notes: [
    'A showing is a form that was asked for by what does not call itself a robot. It is no person: who opens the page twice is shown it twice, and some robots call themselves browsers. Of browsers in which the script for other sites may keep things, each counts once.',
    'Chance decides who sees which variant. So robots and repeated showings are alike in all of them, and a clear difference is made by the variant.',
    'The intervals hold however often you look, for all that is said of this form together at 95 %: of twenty forms whose variants change nothing, at most one is ever said to have a better one.',
  ],
};

const IT: VariantReportTexts = {
  title: (form) => `Quale variante del modulo «${form}» porta di più?`,
  text: (from, to) =>
    `Ciò che è stato mostrato dal ${from} al ${to}, qualunque sia il primo giorno di questo report.`,
  empty: 'Nessuna variante è ancora stata mostrata.',
  columns: ['Variante', 'Per ogni visualizzazione', (first) => `Differenza da «${first}»`, 'È migliore?'],
  soFar: 'Finora',
  showings: (n) => `visualizzazioni: ${n}`,
  goals: {
    submission: () => 'Modulo inviato',
    purchase: () => 'Acquisto',
    revenue: (currency) => `Ricavi, ${currency}`,
  },
  within: (age) => `entro ${age}; mostrate da almeno ${age}`,
  parts: { submission: 'lead', purchase: 'clienti', revenue: 'clienti' },
  ofShown: (shown) => `su ${shown} visualizzazioni`,
  points: (by) => `${by} punti`,
  interval: (low, high) => `da ${low} a ${high}`,
  better: 'Migliore',
  worse: 'Peggiore',
  unknown: 'Non si può ancora dire',
  reasons: {
    none: 'Una delle due non è mostrata da abbastanza tempo.',
    nothing: 'Non è ancora successo.',
    chance: 'La differenza può essere un caso.',
  },
  more: (n) => `Se la differenza è quella che sembra, circa ${n} visualizzazioni in più la mostrerebbero.`,
  notes: [
    'Una visualizzazione è un modulo richiesto da chi non si dichiara un robot. Non è una persona: chi apre la pagina due volte conta due volte, e alcuni robot si dichiarano browser. Dei browser in cui lo script per altri siti può conservare dati, ognuno conta una volta.',
    'Chi vede quale variante lo decide il caso: perciò robot e visualizzazioni ripetute sono uguali in tutte, e una differenza chiara viene dalla variante.',
    'Gli intervalli valgono per quanto spesso si guardi, per tutto ciò che si dice di questo modulo insieme al 95 %: di venti moduli le cui varianti non cambiano nulla, al più di uno si dirà mai che una è migliore.',
  ],
};

const RU: VariantReportTexts = {
  title: (form) => `Какой вариант формы «${form}» приносит больше?`,
  text: (from, to) => `Показы с ${from} по ${to}, с какого бы дня ни начинался этот отчёт.`,
  empty: 'Ни один вариант ещё не показан.',
  columns: ['Вариант', 'На один показ', (first) => `Разница с «${first}»`, 'Лучше ли?'],
  soFar: 'До сих пор',
  showings: (n) => `показов: ${n}`,
  goals: {
    submission: () => 'Отправили форму',
    purchase: () => 'Купили',
    revenue: (currency) => `Выручка, ${currency}`,
  },
  within: (age) => `за ${age}; показано не позже чем ${age} назад`,
  parts: { submission: 'лидов', purchase: 'покупателей', revenue: 'покупателей' },
  ofShown: (shown) => `из ${shown} показов`,
  points: (by) => `${by} п. п.`,
  interval: (low, high) => `от ${low} до ${high}`,
  better: 'Лучше',
  worse: 'Хуже',
  unknown: 'Пока сказать нельзя',
  reasons: {
    none: 'Один из двух показан слишком недавно.',
    nothing: 'Этого ещё не было.',
    chance: 'Разница может быть случайной.',
  },
  more: (n) => `Если разница такова, какой кажется, её покажут ещё примерно ${n} показов.`,
  notes: [
    'Показ — это форма, которую запросил тот, кто не называет себя роботом. Это не человек: кто откроет страницу дважды, тому она показана дважды, а некоторые роботы называют себя браузерами. Браузер, в котором скрипту для других сайтов можно хранить данные, считается один раз.',
    'Кто какой вариант видит, решает случай: поэтому роботов и повторных показов во всех поровну, и ясную разницу создаёт сам вариант.',
    'Интервалы верны, как бы часто вы ни смотрели, для всего, что сказано об этой форме, вместе с вероятностью 95 %: из двадцати форм, варианты которых ничего не меняют, не больше чем об одной когда-либо будет сказано, что один из них лучше.',
  ],
};

const TEXTS: Readonly<Record<Locale, VariantReportTexts>> = { en: EN, it: IT, ru: RU };

export function variantReportTexts(locale: Locale): VariantReportTexts {
  return TEXTS[locale];
}
