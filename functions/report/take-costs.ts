// POST /reports/costs: takes a file of ad costs from the owner, whole or not at all.
import { placeOfFault } from '../domain/ad-cost/ad-cost.ts';
import { readCampaignMap } from '../domain/ad-cost/campaign-map.ts';
import { costTotals } from '../domain/ad-cost/cost-totals.ts';
import { isNetwork, NETWORKS } from '../domain/ad-cost/networks.ts';
import type { CostOptions } from '../domain/ad-cost/read-row.ts';
import { minorDigits } from '../domain/currency.ts';
import type { Reader } from '../pages/reports/report-frame.ts';
import { type HttpAnswer, json } from '../runtime/answer.ts';
import { readMediaType } from '../runtime/media-type.ts';
import { CHALLENGE, isForeign } from '../runtime/owner-access.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { sameKey } from '../runtime/same-key.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { CostsTooLarge } from '../store/costs/costs.ts';
import type { ReportDeps } from './deps.ts';

/** 1 MB. */
const MOST_BYTES = 1_048_576;
/** As text only UTF-8 comes through the gateway as it was; other charsets come as bytes. */
const TAKEN: ReadonlySet<string> = new Set(['text/csv', 'application/octet-stream']);

export async function takeCosts(deps: ReportDeps, request: HttpRequest, reader: Reader): Promise<HttpAnswer> {
  if (reader.kind !== 'owner') return problem(request, 'unauthorized', { headers: CHALLENGE });
  const { formMark } = reader;
  const { headers, body } = request;
  // What a browser sends counts only with the mark of its session: its body is the file, so that a header brings it.
  if (formMark !== undefined && (isForeign(request) || !sameKey(headers['x-imbuto-mark'] ?? '', formMark)))
    return problem(request, 'forbidden');
  if (body.length > MOST_BYTES)
    return problem(request, 'too-large', { detail: 'A file of costs has at most 1 MB: send it in parts.' });
  const { type, isUtf8 } = readMediaType(headers['content-type']);
  if (headers['content-encoding'] !== undefined || !TAKEN.has(type) || !isUtf8) {
    const detail = 'Send it as text/csv in UTF-8, or as application/octet-stream in any charset.';
    return problem(request, 'unsupported-encoding', { detail });
  }
  const options = optionsOf(request.query, deps);
  if ('field' in options) {
    const { field, detail } = options;
    return problem(request, 'malformed', {
      detail: `${field}: ${detail}`,
      errors: [{ field, code: 'invalid', detail }],
    });
  }
  // Not at the top: the reader of CSV is needed here alone.
  const [{ readCosts }, { decodeTable }] = await Promise.all([
    import('../domain/ad-cost/read-costs.ts'),
    import('../domain/ad-cost/read-table.ts'),
  ]);
  const text = decodeTable(body);
  if (text.includes('\ufffd')) {
    const detail = 'Letters of it were lost on the way: send it as application/octet-stream.';
    return problem(request, 'unsupported-encoding', { detail });
  }
  const read = readCosts(text, options);
  if (!read.ok) {
    const errors = read.faults.map((fault) => ({
      field: placeOfFault(fault),
      code: fault.code,
      detail: fault.text,
    }));
    const [first] = errors;
    const detail = `Nothing was stored. ${first?.field}: ${first?.detail}`;
    return problem(request, 'invalid-fields', { detail, errors });
  }
  try {
    await deps.writeCosts(read.costs);
  } catch (error) {
    if (error instanceof CostsTooLarge)
      return problem(request, 'too-large', {
        detail: 'A day has more campaigns than can be kept: leave those without cost out.',
      });
    throw new Unavailable('the costs could not all be stored', { cause: error });
  }
  return json(200, { rows: read.rows, ...costTotals(read.costs) });
}

type Refused = { readonly field: string; readonly detail: string };

function optionsOf(query: URLSearchParams, { config }: Pick<ReportDeps, 'config'>): CostOptions | Refused {
  const like = query.get('like') ?? '';
  if (like !== '' && !isNetwork(like))
    return { field: 'like', detail: `Choose from: ${NETWORKS.join(', ')}.` };
  const currency = (query.get('currency') ?? '').toUpperCase();
  if (currency !== '' && minorDigits(currency) === undefined)
    return { field: 'currency', detail: 'It is no code of ISO 4217, like EUR.' };
  const dates = query.get('dates') ?? '';
  if (dates !== '' && dates !== 'dmy' && dates !== 'mdy')
    return { field: 'dates', detail: 'Choose from: dmy, mdy.' };
  const map = readCampaignMap(query.getAll('map'));
  if (map === undefined) return { field: 'map', detail: 'Write it as <campaign>=<utm_campaign>.' };
  const source = query.get('source') ?? '';
  return {
    map,
    ...(like === '' ? {} : { like }),
    ...(currency === '' ? {} : { currency }),
    ...(dates === '' ? {} : { dates }),
    ...(source === '' ? {} : { source }),
    ...(config.channels === undefined ? {} : { channels: config.channels }),
  };
}
