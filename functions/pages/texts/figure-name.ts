// What a figure of a report is called above the list of the leads behind it.
import type { Locale } from '../../domain/config/config.ts';
import { SPEEDS_MS } from '../../domain/hand-off/speeds.ts';
import { type AnswerFigure, parseAnswerFigure } from '../../domain/report/answer-share.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import { parseSequenceFigure, type SequenceFigure } from '../../domain/report/sequence-share.ts';
import { parseWayFigure, type WayFigure } from '../../domain/report/way-share.ts';
import { handOffTexts } from './hand-off.ts';
import { sequenceReportTexts } from './sequence-report.ts';
import { wayTexts } from './ways.ts';

/** `of` is the label of the stage, the event of `lostOn`, or the label of the other funnel; `other` the other stage, or the event beside the stage. */
type FigureNames = Readonly<Record<string, (of: string, other: string) => string>>;

const NAMES: Readonly<Record<Locale, FigureNames>> = {
  en: {
    entered: () => 'Entered',
    contacts: () => 'Entered, with a known e-mail',
    late: () => 'Late: did something outside every attempt',
    handOff: () => 'Handed over',
    orders: (of) => (of === '' ? 'Orders' : `Orders at “${of}”`),
    booked: () => 'Ordered on these days',
    reachedAfter: (of, other) => `${other}: reached “${of}” then or later`,
    reachedBefore: (of, other) => `${other}: had reached “${of}” before`,
    leads: (of) => `Reached “${of}”`,
    returning: (of) => `Reached “${of}” again`,
    direct: (of) => `Entered at “${of}”`,
    open: (of) => `Not yet at “${of}”, with time left`,
    lost: (of) => `Lost before “${of}”`,
    lostOn: (of) => `Ended as lost by “${of}”`,
    enteredBefore: (of) => `Entered before “${of}”`,
    advanced: (of) => `Entered before “${of}” and came to it`,
    began: (of) => `Path that began at “${of}”`,
    went: (of, other) => `Went from “${of}” to “${other}”`,
    won: (of) => `Came to the last stage, with a path that ended at “${of}”`,
    stays: (of) => `At “${of}”, with time left`,
    left: (of) => `Window ended at “${of}”`,
    lostAt: (of, other) => `Ended as lost at “${of}” by “${other}”`,
    received: (of) => `Taken over from ${of}`,
    accepted: (of) => (of === '' ? 'Accepted by sales' : `Taken over from ${of} and accepted by sales`),
    returned: (of) => (of === '' ? 'Given back by sales' : `Taken over from ${of} and given back by sales`),
    waiting: (of) => (of === '' ? 'Not answered by sales' : `Taken over from ${of}, not answered by sales`),
    submitted: (of) => `Sent the form in a variant: ${of}`,
    bought: (of) => `Bought after a variant of a form: ${of}`,
    paid: (of) => `Paid after a variant of a form: ${of}`,
  },
  it: {
    entered: () => 'Entrati',
    contacts: () => 'Entrati, con e-mail nota',
    late: () => 'In ritardo: attivi fuori da ogni tentativo',
    handOff: () => 'Passati ad altro funnel',
    orders: (of) => (of === '' ? 'Ordini' : `Ordini in «${of}»`),
    booked: () => 'Hanno ordinato in questi giorni',
    reachedAfter: (of, other) => `${other}: da allora hanno raggiunto «${of}»`,
    reachedBefore: (of, other) => `${other}: avevano già raggiunto «${of}»`,
    leads: (of) => `Hanno raggiunto «${of}»`,
    returning: (of) => `Hanno raggiunto di nuovo «${of}»`,
    direct: (of) => `Entrati in «${of}»`,
    open: (of) => `Non ancora in «${of}», con tempo a disposizione`,
    lost: (of) => `Persi prima di «${of}»`,
    lostOn: (of) => `Chiusi come persi da «${of}»`,
    enteredBefore: (of) => `Entrati prima di «${of}»`,
    advanced: (of) => `Entrati prima di «${of}» e arrivati lì`,
    began: (of) => `Percorso cominciato in «${of}»`,
    went: (of, other) => `Passati da «${of}» a «${other}»`,
    won: (of) => `Arrivati all’ultima fase, con un percorso finito in «${of}»`,
    stays: (of) => `In «${of}», con tempo a disposizione`,
    left: (of) => `Finestra finita in «${of}»`,
    lostAt: (of, other) => `Chiusi come persi in «${of}» da «${other}»`,
    received: (of) => `Ricevuti da ${of}`,
    accepted: (of) =>
      of === '' ? 'Presi in carico dalle vendite' : `Ricevuti da ${of} e presi in carico dalle vendite`,
    returned: (of) =>
      of === '' ? 'Restituiti dalle vendite' : `Ricevuti da ${of} e restituiti dalle vendite`,
    waiting: (of) =>
      of === '' ? 'Senza risposta dalle vendite' : `Ricevuti da ${of}, senza risposta dalle vendite`,
    submitted: (of) => `Hanno inviato il modulo in una variante: ${of}`,
    bought: (of) => `Hanno acquistato dopo una variante di un modulo: ${of}`,
    paid: (of) => `Hanno pagato dopo una variante di un modulo: ${of}`,
  },
  ru: {
    entered: () => 'Вошли',
    contacts: () => 'Вошли, эл. почта известна',
    late: () => 'Опоздавшие: события вне всех попыток',
    handOff: () => 'Переданы другой воронке',
    orders: (of) => (of === '' ? 'Заказы' : `Заказы на этапе «${of}»`),
    booked: () => 'Заказали в эти дни',
    reachedAfter: (of, other) => `${other}: с тех пор дошли до этапа «${of}»`,
    reachedBefore: (of, other) => `${other}: раньше дошли до этапа «${of}»`,
    leads: (of) => `Дошли до этапа «${of}»`,
    returning: (of) => `Снова дошли до этапа «${of}»`,
    direct: (of) => `Вошли сразу на этапе «${of}»`,
    open: (of) => `Ещё не на этапе «${of}», время есть`,
    lost: (of) => `Потеряны до этапа «${of}»`,
    lostOn: (of) => `Потеряны по событию «${of}»`,
    enteredBefore: (of) => `Вошли до этапа «${of}»`,
    advanced: (of) => `Вошли до этапа «${of}» и дошли до него`,
    began: (of) => `Путь начался на этапе «${of}»`,
    went: (of, other) => `С этапа «${of}» на этап «${other}»`,
    won: (of) => `Дошли до последнего этапа, путь закончился на этапе «${of}»`,
    stays: (of) => `На этапе «${of}», время есть`,
    left: (of) => `Окно закончилось на этапе «${of}»`,
    lostAt: (of, other) => `Потеряны на этапе «${of}» по событию «${other}»`,
    received: (of) => `Приняты из воронки «${of}»`,
    accepted: (of) => (of === '' ? 'Приняты отделом продаж' : `Из воронки «${of}», приняты отделом продаж`),
    returned: (of) =>
      of === '' ? 'Возвращены отделом продаж' : `Из воронки «${of}», возвращены отделом продаж`,
    waiting: (of) =>
      of === '' ? 'Без ответа отдела продаж' : `Из воронки «${of}», без ответа отдела продаж`,
    submitted: (of) => `Отправили форму в варианте: ${of}`,
    bought: (of) => `Купили после варианта формы: ${of}`,
    paid: (of) => `Заплатили после варианта формы: ${of}`,
  },
};

/** Figures whose name is what they are of: an event, or a form and its variant. */
const AS_NAMED: ReadonlySet<string> = new Set(['lostOn', 'submitted', 'bought', 'paid']);
/** Figures that name another funnel. */
const OF_FUNNELS: ReadonlySet<string> = new Set(['received', 'accepted', 'returned', 'waiting']);

/** The label of a stage by its index, and of a funnel by its id; an age in ms in words. */
type LabelOf = {
  readonly stage: (index: number) => string;
  readonly funnel: (id: string) => string;
  readonly age: (ms: number) => string;
};

export function figureTitle(locale: Locale, name: FigureName, labelOf: LabelOf): string {
  const way = parseWayFigure(name);
  if (way !== undefined) return wayTitle(locale, way, labelOf.age);
  const sequence = parseSequenceFigure(name);
  if (sequence !== undefined) return sequenceTitle(locale, sequence);
  const toHandOff = parseAnswerFigure(name);
  if (toHandOff !== undefined) return answerTitle(locale, toHandOff, labelOf);
  const [kind = '', ...rest] = name.split('.');
  if (kind === 'went' || kind === 'lostAt') {
    const [stage, ...other] = rest;
    const second = kind === 'went' ? labelOf.stage(Number(other[0])) : other.join('.');
    return NAMES[locale][kind]?.(labelOf.stage(Number(stage)), second) ?? name;
  }
  const of = rest.join('.');
  const label =
    AS_NAMED.has(kind) || of === ''
      ? of
      : OF_FUNNELS.has(kind)
        ? labelOf.funnel(of)
        : labelOf.stage(Number(of));
  return NAMES[locale][kind]?.(label, '') ?? name;
}

function wayTitle(locale: Locale, { of, count, ageMs }: WayFigure, ageText: (ms: number) => string): string {
  const { ways, groups, columns, either, both, within } = wayTexts(locale);
  const whose = { ...ways, ...groups, either, both }[of];
  return [`${whose}: ${columns[count]}`, ...(ageMs === undefined ? [] : [within(ageText(ageMs))])].join(', ');
}

function answerTitle(locale: Locale, figure: AnswerFigure, labelOf: LabelOf): string {
  const { kind, of } = figure;
  const whole = NAMES[locale][kind === 'returnedFor' ? 'returned' : 'accepted'];
  const said = whole?.(of === '' ? '' : labelOf.funnel(of), '') ?? '';
  const { reasons, report } = handOffTexts(locale);
  if (kind === 'returnedFor') return `${said}: ${reasons[figure.reason]}`;
  const bound = SPEEDS_MS[figure.speed];
  const after = `${said} (${bound === undefined ? report.later : report.within(labelOf.age(bound))})`;
  return kind === 'speed' ? after : (NAMES[locale][kind]?.(labelOf.stage(figure.stage), after) ?? after);
}

function sequenceTitle(locale: Locale, figure: SequenceFigure): string {
  const { figure: texts, groups } = sequenceReportTexts(locale);
  const { sequence, group, count } = figure;
  const did = count === 'paid' ? texts.paid(figure.currency) : texts[count];
  return `${texts.of(sequence)}: ${groups[group]}, ${did}`;
}
