// The files that can be read: by ad network the published names of the columns, in the languages that owners export in.

export const NETWORKS = ['google-ads', 'meta', 'linkedin', 'microsoft'] as const;
export type Network = (typeof NETWORKS)[number];

export type Field = 'day' | 'until' | 'campaign' | 'cost' | 'currency' | 'source';

export type FileFormat = {
  /** As touches name the network; absent: the file says it. */
  readonly source?: string;
  /** The names of each column; of several that a file has, the first in this list is taken. */
  readonly columns: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** What the exports do not leave open. */
  readonly dates?: DateOrder;
  /** Whether a cell may say nothing for no cost. */
  readonly hasEmptyCosts: boolean;
  /** How to get such a file, where it lacks a column. */
  readonly fix: string;
};

/** Which of two numbers with slashes is the day. */
export type DateOrder = 'dmy' | 'mdy';

export const REQUIRED = ['day', 'campaign', 'cost'] as const satisfies readonly Field[];

/**
 * Google Ads: Report editor and Campaigns, Download, .csv (https://support.google.com/google-ads/answer/2404176). Meta: Ads
 * Reporting, Export table data. LinkedIn: Campaign Manager, Export, Campaign Performance. Microsoft: Reports, Campaign performance.
 */
export const FORMATS: Readonly<Record<Network, FileFormat>> = {
  'google-ads': {
    source: 'google',
    columns: {
      day: ['Day', 'Giorno', 'День'],
      campaign: ['Campaign', 'Campagna', 'Кампания'],
      cost: ['Cost', 'Costo', 'Расходы', 'Стоимость'],
      currency: ['Currency code', 'Currency', 'Codice valuta', 'Код валюты'],
    },
    hasEmptyCosts: true,
    fix: 'Segment the report by day, and add the columns Campaign, Currency code and Cost.',
  },
  meta: {
    source: 'facebook',
    columns: {
      day: ['Day', 'Giorno', 'День', 'Reporting starts', 'Дата начала отчетности'],
      until: ['Reporting ends', 'Дата окончания отчетности'],
      campaign: ['Campaign name', 'Nome della campagna', 'Название кампании'],
      cost: ['Amount spent', 'Importo speso', 'Сумма затрат'],
      currency: ['Currency', 'Valuta', 'Валюта'],
    },
    hasEmptyCosts: true,
    fix: 'Break the report down by day, and add the columns Campaign name and Amount spent.',
  },
  linkedin: {
    source: 'linkedin',
    columns: {
      day: ['Start Date (in UTC)', 'Start Date'],
      until: ['End Date (in UTC)'],
      campaign: ['Campaign Name'],
      cost: ['Total Spent'],
      currency: ['Currency'],
    },
    dates: 'mdy',
    hasEmptyCosts: true,
    fix: 'Export the campaign performance report with a daily time breakdown.',
  },
  microsoft: {
    source: 'bing',
    columns: {
      day: ['Gregorian date', 'Time period', 'TimePeriod', 'Date', 'Day'],
      campaign: ['Campaign name', 'Campaign', 'CampaignName'],
      cost: ['Spend'],
      currency: ['Currency code', 'CurrencyCode', 'Currency'],
    },
    hasEmptyCosts: true,
    fix: 'Show the campaign performance report by day, and add the columns Campaign name, Currency code and Spend.',
  },
};

/** A file of any other origin. */
export const PLAIN_FILE: FileFormat = {
  columns: {
    day: ['date', 'day'],
    campaign: ['campaign'],
    cost: ['cost'],
    currency: ['currency'],
    source: ['source'],
  },
  hasEmptyCosts: false,
  fix: 'The first line names the columns date, campaign, source, currency and cost.',
};

export function isNetwork(name: string): name is Network {
  return NETWORKS.some((network) => network === name);
}
