// What a figure of a report is called above the list of the leads behind it.
import type { Locale } from '../../domain/config/config.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import { parseWayFigure, type WayFigure } from '../../domain/report/way-share.ts';
import { wayTexts } from './ways.ts';

/** `of` is the label of the stage, the event of `lostOn`, or the label of the other funnel. */
type FigureNames = Readonly<Record<string, (of: string) => string>>;

const NAMES: Readonly<Record<Locale, FigureNames>> = {
  en: {
    entered: () => 'Entered',
    contacts: () => 'Entered, with a known e-mail',
    late: () => 'Late: did something outside every attempt',
    handOff: () => 'Handed over',
    orders: (of) => (of === '' ? 'Orders' : `Orders at “${of}”`),
    leads: (of) => `Reached “${of}”`,
    returning: (of) => `Reached “${of}” again`,
    direct: (of) => `Entered at “${of}”`,
    open: (of) => `Not yet at “${of}”, with time left`,
    lost: (of) => `Lost before “${of}”`,
    lostOn: (of) => `Ended as lost by “${of}”`,
    received: (of) => `Taken over from ${of}`,
    accepted: (of) => (of === '' ? 'Accepted by sales' : `Taken over from ${of} and accepted by sales`),
    returned: (of) => (of === '' ? 'Given back by sales' : `Taken over from ${of} and given back by sales`),
    waiting: (of) => (of === '' ? 'Not answered by sales' : `Taken over from ${of}, not answered by sales`),
  },
  it: {
    entered: () => 'Entrati',
    contacts: () => 'Entrati, con e-mail nota',
    late: () => 'In ritardo: attivi fuori da ogni tentativo',
    handOff: () => 'Passati ad altro funnel',
    orders: (of) => (of === '' ? 'Ordini' : `Ordini in «${of}»`),
    leads: (of) => `Hanno raggiunto «${of}»`,
    returning: (of) => `Hanno raggiunto di nuovo «${of}»`,
    direct: (of) => `Entrati in «${of}»`,
    open: (of) => `Non ancora in «${of}», con tempo a disposizione`,
    lost: (of) => `Persi prima di «${of}»`,
    lostOn: (of) => `Chiusi come persi da «${of}»`,
    received: (of) => `Ricevuti da ${of}`,
    accepted: (of) =>
      of === '' ? 'Presi in carico dalle vendite' : `Ricevuti da ${of} e presi in carico dalle vendite`,
    returned: (of) =>
      of === '' ? 'Restituiti dalle vendite' : `Ricevuti da ${of} e restituiti dalle vendite`,
    waiting: (of) =>
      of === '' ? 'Senza risposta dalle vendite' : `Ricevuti da ${of}, senza risposta dalle vendite`,
  },
  ru: {
    entered: () => 'Вошли',
    contacts: () => 'Вошли, эл. почта известна',
    late: () => 'Опоздавшие: события вне всех попыток',
    handOff: () => 'Переданы другой воронке',
    orders: (of) => (of === '' ? 'Заказы' : `Заказы на этапе «${of}»`),
    leads: (of) => `Дошли до этапа «${of}»`,
    returning: (of) => `Снова дошли до этапа «${of}»`,
    direct: (of) => `Вошли сразу на этапе «${of}»`,
    open: (of) => `Ещё не на этапе «${of}», время есть`,
    lost: (of) => `Потеряны до этапа «${of}»`,
    lostOn: (of) => `Потеряны по событию «${of}»`,
    received: (of) => `Приняты из воронки «${of}»`,
    accepted: (of) => (of === '' ? 'Приняты отделом продаж' : `Из воронки «${of}», приняты отделом продаж`),
    returned: (of) =>
      of === '' ? 'Возвращены отделом продаж' : `Из воронки «${of}», возвращены отделом продаж`,
    waiting: (of) =>
      of === '' ? 'Без ответа отдела продаж' : `Из воронки «${of}», без ответа отдела продаж`,
  },
};

/** Figures that name another funnel. */
const OF_FUNNELS: ReadonlySet<string> = new Set(['received', 'accepted', 'returned', 'waiting']);

/** @param labelOf the label of a stage by its index, and of a funnel by its id; an age in ms in words */
export function figureTitle(
  locale: Locale,
  name: FigureName,
  labelOf: {
    readonly stage: (index: number) => string;
    readonly funnel: (id: string) => string;
    readonly age: (ms: number) => string;
  },
): string {
  const way = parseWayFigure(name);
  if (way !== undefined) return wayTitle(locale, way, labelOf.age);
  const [kind = '', ...rest] = name.split('.');
  const of = rest.join('.');
  const label =
    kind === 'lostOn' || of === ''
      ? of
      : OF_FUNNELS.has(kind)
        ? labelOf.funnel(of)
        : labelOf.stage(Number(of));
  return NAMES[locale][kind]?.(label) ?? name;
}

function wayTitle(locale: Locale, { of, count, ageMs }: WayFigure, ageText: (ms: number) => string): string {
  const { ways, groups, columns, either, both, within } = wayTexts(locale);
  const whose = { ...ways, ...groups, either, both }[of];
  return [`${whose}: ${columns[count]}`, ...(ageMs === undefined ? [] : [within(ageText(ageMs))])].join(', ');
}
