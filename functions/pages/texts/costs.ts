// What a report says of ad costs, in the owner's languages.
import type { Locale } from '../../domain/config/config.ts';

export type CostTexts = {
  readonly title: string;
  readonly text: string;
  readonly campaign: string;
  /** The row of all. */
  readonly all: string;
  readonly cost: string;
  readonly leads: string;
  readonly customers: string;
  readonly revenue: string;
  readonly perLead: (cost: string) => string;
  readonly perCustomer: (cost: string) => string;
  readonly roas: (times: string) => string;
  readonly more: (rows: string) => string;
  /** Where the report has no breakdown by campaign. */
  readonly onlyAll: string;
};

const TEXTS: Readonly<Record<Locale, CostTexts>> = {
  en: {
    title: 'What it cost to win them',
    text: 'Ad cost of these days, beside the leads that entered on them from the same campaign, the new customers among these and their revenue. The first row has all leads of the funnel, however they came. Amounts of several currencies are never divided by one another.',
    campaign: 'Campaign',
    all: 'All',
    cost: 'Ad cost',
    leads: 'Leads',
    customers: 'New customers',
    revenue: 'Revenue',
    perLead: (cost) => `${cost} a lead`,
    perCustomer: (cost) => `${cost} a customer (CAC)`,
    roas: (times) => `${times} the cost (ROAS)`,
    more: (rows) => `${rows} more rows are in the CSV.`,
    onlyAll:
      'This report has no breakdown by campaign: with “campaign” among the breakdowns of the funnel, each campaign has a row.',
  },
  it: {
    title: 'Quanto è costato acquisirli',
    text: 'Il costo pubblicitario di questi giorni, accanto ai lead entrati negli stessi giorni dalla stessa campagna, ai nuovi clienti tra loro e ai ricavi. La prima riga comprende tutti i lead del funnel, comunque siano arrivati. Importi in valute diverse non vengono mai divisi tra loro.',
    campaign: 'Campagna',
    all: 'Totale',
    cost: 'Costo pubblicitario',
    leads: 'Lead',
    customers: 'Nuovi clienti',
    revenue: 'Ricavi',
    perLead: (cost) => `${cost} per lead`,
    perCustomer: (cost) => `${cost} per cliente (CAC)`,
    roas: (times) => `${times} il costo (ROAS)`,
    more: (rows) => `Altre righe nel CSV: ${rows}.`,
    onlyAll:
      'Questo report non è suddiviso per campagna: con “campaign” tra le suddivisioni del funnel, ogni campagna ha una riga.',
  },
  ru: {
    title: 'Во что обошлось их привлечение',
    text: 'Расходы на рекламу за эти дни рядом с лидами, вошедшими в эти дни из той же кампании, новыми клиентами среди них и выручкой от них. В первой строке — все лиды воронки, откуда бы они ни пришли. Суммы в разных валютах друг на друга не делятся.',
    campaign: 'Кампания',
    all: 'Всего',
    cost: 'Расходы на рекламу',
    leads: 'Лиды',
    customers: 'Новые клиенты',
    revenue: 'Выручка',
    perLead: (cost) => `${cost} за лид`,
    perCustomer: (cost) => `${cost} за клиента (CAC)`,
    roas: (times) => `${times} к расходам (ROAS)`,
    more: (rows) => `Остальные строки — в CSV: ${rows}.`,
    onlyAll:
      'В этом отчёте нет разбивки по кампаниям: если добавить «campaign» в разбивки воронки, у каждой кампании будет своя строка.',
  },
};

export function costTexts(locale: Locale): CostTexts {
  return TEXTS[locale];
}
