// What a report says of a sequence beside those who are held out, in the owner's languages.
import type { Locale } from '../../domain/config/config.ts';
import type { SequenceGroup } from '../../domain/report/sequence-figures.ts';
import type { SequenceGoal } from '../../domain/report/sequence-goals.ts';

export type SequenceReportTexts = {
  readonly title: (sequence: string) => string;
  readonly text: (from: string, to: string, age: string) => string;
  readonly empty: string;
  readonly groups: Readonly<Record<SequenceGroup, string>>;
  readonly columns: { readonly goal: string; readonly difference: string; readonly better: string };
  readonly entered: string;
  readonly oldEnough: (age: string) => string;
  readonly conversion: (goal: string) => string;
  readonly revenue: (currency: string) => string;
  readonly time: (goal: string) => string;
  readonly of: (part: string, leads: string) => string;
  readonly buyers: (n: string, leads: string) => string;
  readonly points: (by: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly better: Readonly<Record<SequenceGroup, string>>;
  readonly unknown: string;
  readonly reasons: Readonly<Record<NonNullable<SequenceGoal['reason']>, string>>;
  readonly more: (n: string) => string;
  readonly noClaim: string;
  readonly notes: readonly string[];
  /** Above the leads behind a count. */
  readonly figure: {
    readonly of: (sequence: string) => string;
    readonly days: (from: string, to: string) => string;
    readonly entered: string;
    readonly converted: string;
    readonly paid: (currency: string) => string;
  };
};

const EN: SequenceReportTexts = {
  title: (sequence) => `Does the sequence “${sequence}” help?`,
  text: (from, to, age) =>
    `Leads that entered it from ${from} to ${to}, whatever the days of this report begin with. Compared are those that entered ${age} ago or earlier, with what they did within ${age}.`,
  empty: 'No lead has entered it yet.',
  groups: { sequence: 'Got it', heldOut: 'Held out' },
  columns: { goal: 'Within that time', difference: 'Difference', better: 'Does it help?' },
  entered: 'Entered in all',
  oldEnough: (age) => `Entered ${age} ago or earlier`,
  conversion: (goal) => `Reached “${goal}”`,
  revenue: (currency) => `Revenue for each lead, ${currency}`,
  time: (goal) => `Median time to “${goal}”`,
  of: (part, leads) => `${part} of ${leads}`,
  buyers: (n, leads) => `customers: ${n} of ${leads}`,
  points: (by) => `${by} points`,
  interval: (low, high) => `${low} to ${high}`,
  better: { sequence: 'It helps', heldOut: 'It does harm' },
  unknown: 'Cannot tell yet',
  reasons: {
    none: 'One group has no lead that is old enough.',
    nothing: 'It has not happened yet.',
    chance: 'The difference may be chance.',
  },
  more: (n) => `If the difference is what it seems, about ${n} more leads would show it.`,
  noClaim: 'Not compared',
  notes: [
    'Who is held out is settled by chance when a lead enters. So a clear difference is made by the sequence.',
    'The intervals hold however often you look, for conversion and revenue together at 95 %: of twenty sequences that change nothing, at most one is ever said to help or do harm.',
    'The times are of those who got there, and these may be other people in each group. So nothing is said of their difference.',
  ],
  figure: {
    of: (sequence) => `Sequence “${sequence}”`,
    days: (from, to) => `Leads that entered the sequence from ${from} to ${to}.`,
    entered: 'entered it',
    converted: 'did what it waits for',
    paid: (currency) => `paid in ${currency}`,
  },
};

const IT: SequenceReportTexts = {
  title: (sequence) => `La sequenza «${sequence}» aiuta?`,
  text: (from, to, age) =>
    `I lead che vi sono entrati dal ${from} al ${to}, qualunque sia il primo giorno di questo report. Si confrontano quelli entrati da almeno ${age}, con ciò che hanno fatto entro ${age}.`,
  empty: 'Nessun lead vi è ancora entrato.',
  groups: { sequence: 'L’hanno ricevuta', heldOut: 'Lasciati senza' },
  columns: { goal: 'Entro quel tempo', difference: 'Differenza', better: 'Aiuta?' },
  entered: 'Entrati in tutto',
  oldEnough: (age) => `Entrati da almeno ${age}`,
  conversion: (goal) => `Arrivati a «${goal}»`,
  revenue: (currency) => `Ricavi per lead, ${currency}`,
  time: (goal) => `Tempo mediano fino a «${goal}»`,
  of: (part, leads) => `${part} su ${leads}`,
  buyers: (n, leads) => `clienti: ${n} su ${leads}`,
  points: (by) => `${by} punti`,
  interval: (low, high) => `da ${low} a ${high}`,
  better: { sequence: 'Aiuta', heldOut: 'Fa danno' },
  unknown: 'Non si può ancora dire',
  reasons: {
    none: 'Uno dei gruppi non ha lead abbastanza vecchi.',
    nothing: 'Non è ancora successo.',
    chance: 'La differenza può essere un caso.',
  },
  more: (n) => `Se la differenza è quella che sembra, circa ${n} lead in più la mostrerebbero.`,
  noClaim: 'Non si confronta',
  notes: [
    'Chi resta senza lo decide il caso quando il lead entra: perciò una differenza chiara viene dalla sequenza.',
    'Gli intervalli valgono per quanto spesso si guardi, per conversione e ricavi insieme al 95 %: di venti sequenze che non cambiano nulla, al più di una si dirà mai che aiuta o fa danno.',
    'I tempi sono di chi è arrivato, e nei due gruppi possono essere persone diverse: perciò della loro differenza non si dice nulla.',
  ],
  figure: {
    of: (sequence) => `Sequenza «${sequence}»`,
    days: (from, to) => `Lead entrati nella sequenza dal ${from} al ${to}.`,
    entered: 'vi sono entrati',
    converted: 'hanno fatto ciò che attende',
    paid: (currency) => `hanno pagato in ${currency}`,
  },
};

const RU: SequenceReportTexts = {
  title: (sequence) => `Помогает ли серия «${sequence}»?`,
  text: (from, to, age) =>
    `Лиды, попавшие в неё с ${from} по ${to}, с какого бы дня ни начинался этот отчёт. Сравниваются попавшие не позже чем ${age} назад, с тем, что они сделали за ${age}.`,
  empty: 'В неё ещё не попал ни один лид.',
  groups: { sequence: 'Получают её', heldOut: 'Оставлены без неё' },
  columns: { goal: 'За это время', difference: 'Разница', better: 'Помогает ли?' },
  entered: 'Попали всего',
  oldEnough: (age) => `Попали не позже чем ${age} назад`,
  conversion: (goal) => `Дошли до «${goal}»`,
  revenue: (currency) => `Выручка на одного лида, ${currency}`,
  time: (goal) => `Медианное время до «${goal}»`,
  of: (part, leads) => `${part} из ${leads}`,
  buyers: (n, leads) => `покупателей: ${n} из ${leads}`,
  points: (by) => `${by} п. п.`,
  interval: (low, high) => `от ${low} до ${high}`,
  better: { sequence: 'Помогает', heldOut: 'Вредит' },
  unknown: 'Пока сказать нельзя',
  reasons: {
    none: 'В одной из групп нет достаточно давних лидов.',
    nothing: 'Этого ещё не было.',
    chance: 'Разница может быть случайной.',
  },
  more: (n) => `Если разница такова, какой кажется, её покажут ещё примерно ${n} лидов.`,
  noClaim: 'Не сравнивается',
  notes: [
    'Кто остаётся без серии, решает случай, когда лид в неё попадает: поэтому ясную разницу создаёт сама серия.',
    'Интервалы верны, как бы часто вы ни смотрели, для конверсии и выручки вместе с вероятностью 95 %: из двадцати серий, которые ничего не меняют, не больше чем об одной когда-либо будет сказано, что она помогает или вредит.',
    'Время — у тех, кто дошёл, а это в каждой группе могут быть разные люди: поэтому о разнице во времени ничего не утверждается.',
  ],
  figure: {
    of: (sequence) => `Серия «${sequence}»`,
    days: (from, to) => `Лиды, попавшие в серию с ${from} по ${to}.`,
    entered: 'попали в неё',
    converted: 'сделали то, чего она ждёт',
    paid: (currency) => `заплатили в ${currency}`,
  },
};

const TEXTS: Readonly<Record<Locale, SequenceReportTexts>> = { en: EN, it: IT, ru: RU };

export function sequenceReportTexts(locale: Locale): SequenceReportTexts {
  return TEXTS[locale];
}
