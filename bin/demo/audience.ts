// Who visits the made-up shop, and how they come: names, channels, and how well each channel's visitors convert.
import type { Random } from './random.ts';

export type Arrival = {
  /** What stands behind the question mark of the page they land on. */
  readonly search: string;
  readonly referrer: string;
};

export type Channel = {
  readonly weight: number;
  /** How much likelier than others these visitors take the next step. */
  readonly quality: number;
  arrive(random: Random): Arrival;
};

const tagged = (source: string, medium: string, campaign: string): string =>
  `?${new URLSearchParams({ utm_source: source, utm_medium: medium, utm_campaign: campaign })}`;
const came = (search: string, referrer = ''): Arrival => ({ search, referrer });

export const CHANNELS: readonly [Channel, ...Channel[]] = [
  { weight: 30, quality: 1, arrive: () => came('', 'https://www.google.com/') },
  { weight: 6, quality: 1, arrive: () => came('', 'https://www.bing.com/') },
  {
    weight: 16,
    quality: 1.1,
    arrive: (random) =>
      came(
        tagged('google', 'cpc', random.pick(['brand', 'competitors', 'spring'])),
        'https://www.google.com/',
      ),
  },
  {
    weight: 14,
    quality: 0.5,
    arrive: (random) =>
      came(
        tagged(random.pick(['facebook', 'instagram']), 'paid_social', 'spring'),
        'https://www.facebook.com/',
      ),
  },
  {
    weight: 7,
    quality: 0.8,
    arrive: (random) => came('', random.pick(['https://www.linkedin.com/', 'https://t.co/'])),
  },
  {
    weight: 9,
    quality: 2.2,
    arrive: (random) => came(tagged('newsletter', 'email', random.pick(['may', 'launch', 'digest']))),
  },
  { weight: 5, quality: 1.8, arrive: () => came('', 'https://partner.example.org/tools') },
  { weight: 2, quality: 1.5, arrive: () => came('', 'https://chatgpt.com/') },
  { weight: 11, quality: 1.3, arrive: () => came('') },
];

const FIRST = [
  'Giulia',
  'Marco',
  'Anna',
  'Luca',
  'Sofia',
  'Ivan',
  'Elena',
  'Paolo',
  'Marta',
  'Dmitri',
  'Chiara',
  'Tom',
  'Olga',
  'Nina',
  'Hugo',
  'Irene',
] as const;
const LAST = [
  'Rossi',
  'Bianchi',
  'Ferrari',
  'Petrova',
  'Conti',
  'Smith',
  'Gallo',
  'Weber',
  'Costa',
  'Ricci',
  'Novak',
  'Martin',
  'Greco',
  'Sokolov',
] as const;

export type Person = { readonly name: string; readonly email: string };

/** Addresses end in example.com: no real person gets mail. */
export function person(random: Random, number: number): Person {
  const [first, last] = [random.pick(FIRST), random.pick(LAST)];
  return { name: `${first} ${last}`, email: `${first}.${last}.${number}@example.com`.toLowerCase() };
}
