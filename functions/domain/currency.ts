// Currencies: the codes of ISO 4217 and their digits, and what people write for them.

/**
 * The active codes by the digits after the point: ISO 4217 list one, with amendments up to 179 (May 2025) and Bulgaria's
 * euro (2026). Metals, bond units and `XXX` have no minor unit and are left out. The codes in the last line of "2" were
 * withdrawn since 2021: orders from before may still be sent.
 */
const CODES_BY_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    ANG BGN CUC HRK SLL ZWL`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** The digits after the point of an ISO 4217 code, undefined for what is none. */
export function minorDigits(currency: string): number | undefined {
  return DIGITS.get(currency);
}

/** What a code or a sign can mean; where it is not one currency alone, the one that is meant unless something else says another. */
export type CurrencyReading = { readonly codes: readonly string[]; readonly assumed?: string };

/** Segment: "If this isn't set, Segment assumes the revenue to be in US dollars" (Spec: Track, `currency`). */
export const ASSUMED_CURRENCY = 'USD';

/** Signs of one currency each, in small letters. RUR was the rouble's code until 1998, and many programs still send it. */
const SIGNS: ReadonlyMap<string, string> = new Map(
  `€ EUR, ₽ RUB, руб RUB, руб. RUB, р. RUB, rur RUB, ₴ UAH, грн UAH, грн. UAH, ₹ INR, ₺ TRY, tl TRY, ₪ ILS, ₫ VND,
  ₱ PHP, ₦ NGN, ₸ KZT, ₾ GEL, ֏ AMD, ₼ AZN, ₵ GHS, ₡ CRC, ₲ PYG, ₭ LAK, ₮ MNT, ฿ THB, ៛ KHR, ৳ BDT, zł PLN, kč CZK,
  ft HUF, лв BGN, лв. BGN, r$ BRL, us$ USD, $us USD, ca$ CAD, $ca CAD, c$ CAD, a$ AUD, au$ AUD, $au AUD, nz$ NZD,
  hk$ HKD, s$ SGD, nt$ TWD, mx$ MXN, jp¥ JPY, cn¥ CNY`
    .split(/,\s+/)
    .map((pair): [string, string] => {
      const [sign = '', code = ''] = pair.split(' ');
      return [sign, code];
    }),
);

/** Signs of several. */
const SHARED_SIGNS: ReadonlyMap<string, CurrencyReading> = new Map([
  [
    '$',
    {
      assumed: ASSUMED_CURRENCY,
      codes:
        `USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD
        TWD UYU XCD XCG`.split(/\s+/),
    },
  ],
  ['£', { assumed: 'GBP', codes: ['GBP', 'EGP', 'FKP', 'GIP', 'LBP', 'SHP', 'SSP', 'SYP'] }],
  ['₩', { assumed: 'KRW', codes: ['KRW', 'KPW'] }],
  ['¥', { codes: ['JPY', 'CNY'] }],
  ['kr', { codes: ['SEK', 'NOK', 'DKK', 'ISK'] }],
  ['kr.', { codes: ['SEK', 'NOK', 'DKK', 'ISK'] }],
]);

/** A code in any letter case, or a sign; undefined for what is none. */
export function readCurrency(said: string): CurrencyReading | undefined {
  const text = said.trim();
  const code = SIGNS.get(text.toLowerCase()) ?? text.toUpperCase();
  return DIGITS.has(code) ? { codes: [code] } : SHARED_SIGNS.get(text.toLowerCase());
}

/** The one currency that all of these can mean, US dollars where there are none; undefined where they disagree or leave it open. */
export function agreeOn(readings: readonly CurrencyReading[]): string | undefined {
  const [first, ...others] = readings;
  if (first === undefined) return ASSUMED_CURRENCY;
  const common = first.codes.filter((code) => others.every(({ codes }) => codes.includes(code)));
  if (common.length === 1) return common[0];
  return readings.map(({ assumed }) => assumed).find((code) => code !== undefined && common.includes(code));
}
