// The notation of the worked examples: drawn funnels and time lines, as the configuration and the events that they stand for.
import type {
  Breakdown,
  FunnelConfig,
  StageConfig,
  TriggerConfig,
} from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { readOrder } from '../../functions/domain/event/order.ts';
import { DAY, HOUR, MONDAY } from './leads.ts';

export type Drawing = {
  readonly funnels: readonly Pick<FunnelConfig, 'id' | 'by' | 'stages' | 'handOff' | 'start' | 'lostOn'>[];
  readonly timezone: string;
};

/** What stands for an event's name in full. */
const SHORT_NAMES: Readonly<Record<string, string>> = { Order: 'Order Completed', Refund: 'Order Refunded' };
const CURRENCY_SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '¥': 'JPY' };

/** The parts of a text that is written as the expression says. */
export function parts(expression: RegExp, text: string, what: string): readonly (string | undefined)[] {
  const found = expression.exec(text);
  if (found === null) throw new SyntaxError(`"${text}" is no ${what}`);
  return found.slice(1);
}

/** `name: stage trigger -> stage trigger`, one a line, then `by …`, `zone …`, `start first` and `lost on …` where they are needed. */
export function readDrawing(lines: readonly string[]): Drawing {
  const settings = lines.filter((line) => /^(by|zone|start|lost on) /.test(line));
  const setting = (name: string): string | undefined =>
    settings.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const by = (setting('by')?.split(', ') ?? []) as Breakdown[];
  const start = setting('start') === 'first' ? { start: 'first' as const } : {};
  const losing = setting('lost on')?.split(' or ').map(readTrigger);
  const lostOn = losing && { lostOn: losing.flatMap((one) => ('event' in one ? [withoutTimes(one)] : [])) };
  const funnels = lines
    .filter((line) => !settings.includes(line))
    .map((line) => {
      const [id = '', path = ''] = parts(/^([a-z]+): (.+)$/, line, 'drawn funnel');
      const drawn = path.split(' -> ').map(readStage);
      const giving = drawn.find(({ to }) => to !== undefined);
      const handOff = giving?.to === undefined ? {} : { handOff: { at: giving.stage.id, to: giving.to } };
      return { id, by, stages: drawn.map(({ stage }) => stage), ...handOff, ...start, ...lostOn };
    });
  if (funnels.length === 0) throw new SyntaxError('nothing is drawn');
  return { funnels, timezone: setting('zone') ?? 'UTC' };
}

function withoutTimes<One extends { readonly times: number }>({ times: _, ...one }: One): Omit<One, 'times'> {
  return one;
}

function readStage(text: string): { readonly stage: StageConfig; readonly to: string | undefined } {
  const [id = '', mark, on = '', to] = parts(/^([a-z]+)(\?)? (.+?)(?: => ([a-z]+))?$/, text, 'drawn stage');
  const optional = mark === undefined ? {} : { optional: true as const };
  return { stage: { id, ...optional, on: on.split(' or ').map(readTrigger) }, to };
}

function readTrigger(text: string): TriggerConfig {
  const [page, form, name = '', times = '1', property, value = '', server] = parts(
    /^(?:(\/[\w/*-]*)|\[([a-z]+)\]|([A-Z][a-z]+))(?:×(\d))?(?:\{([a-z]+)=(\w+)\})?(!)?$/,
    text,
    'trigger',
  );
  const more = {
    ...(property === undefined ? {} : { where: { [property]: /^\d+$/.test(value) ? Number(value) : value } }),
    ...(server === undefined ? {} : { from: 'server' as const }),
  };
  if (page !== undefined) return { page, ...more };
  if (form !== undefined) return { form, times: Number(times), ...more };
  return { event: SHORT_NAMES[name] ?? name, times: Number(times), ...more };
}

/** `2h`, `3d`, `14h30m`, `30d+1ms` in ms. */
export function readTime(text: string): number {
  const [, days = 0, hours = 0, minutes = 0, ms = 0] = parts(
    /^(?=(\d))(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:\+(\d+)ms)?$/,
    text,
    'time',
  );
  return Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * 60_000 + Number(ms);
}

/** `0h /a · 2h [ebook:B] · 3d Order#7 €10`; an event's id is its place in the line, unless it says another. */
export function readTimeLine(text: string): readonly LeadEvent[] {
  return text.split(' · ').map((one, index) => readEvent(one, `e${index + 1}`));
}

function readEvent(text: string, place: string): LeadEvent {
  const [
    at = '',
    page,
    form,
    variant,
    short = '',
    property,
    value = '',
    secret,
    orderId,
    amount,
    channel,
    source,
    id = place,
  ] = parts(
    /^(\S+) (?:(\/[\w/-]*)|\[([a-z]+)(?::(\w+))?\]|([A-Z][a-z]+))(?:\{([a-z]+)=(\w+)\})?(!)?(?:#(\w+))?(?: ((?:[€$¥]|[A-Z]{3})[\d.]+))?(?: via ([A-Z][a-z]+)(?::(\w+))?)?(?: id (\w+))?$/,
    text,
    'event',
  );
  const time = MONDAY + readTime(at);
  const name = SHORT_NAMES[short] ?? short;
  const order =
    short === '' ? undefined : readOrder({ name, properties: said(orderId, amount), messageId: id });
  return {
    id,
    time,
    received: time,
    kind: page === undefined ? (form === undefined ? 'event' : 'form') : 'page',
    name: page ?? form ?? name,
    trusted: secret !== undefined,
    ...(variant === undefined ? {} : { variant }),
    ...(property === undefined ? {} : { properties: { [property]: value } }),
    ...(order === undefined ? {} : { order }),
    ...(channel === undefined ? {} : { touch: { channel, ...(source === undefined ? {} : { source }) } }),
  };
}

/** What the sender says of an order: its id and, in major units, what it is worth. */
function said(orderId: string | undefined, amount: string | undefined): Readonly<Record<string, unknown>> {
  const [sign = '', revenue = ''] = amount === undefined ? [] : parts(/^(\D+)(.+)$/, amount, 'amount');
  return {
    ...(orderId === undefined ? {} : { order_id: orderId }),
    ...(amount === undefined ? {} : { revenue: Number(revenue), currency: CURRENCY_SIGNS[sign] ?? sign }),
  };
}
