// Names of properties under which shops say amounts: those of refunds that are read, and those that look like money.
import { readAmount } from '../amount.ts';
import { readCurrency } from '../currency.ts';
import { wordsOf } from './words.ts';

/** What was given back, as payment providers, shops and their plugins name it. */
const OF_REFUNDS: ReadonlySet<string> = new Set([
  'refund amount',
  'amount refunded',
  'refunded amount',
  'amount refund',
  'refund total',
  'total refund',
  'total refunded',
  'refunded total',
  'refund value',
  'refunded value',
  'value refunded',
  'refund revenue',
  'refunded revenue',
  'refund price',
  'total refund amount',
  'total amount refunded',
  'total refunded amount',
  'partial refund amount',
  'refunded',
  'refund',
]);

export function isNameOfRefund(name: string): boolean {
  return name.length <= LONGEST_NAME && OF_REFUNDS.has(wordsOf(name));
}

/** Words of money in the languages that shops write. */
const OF_MONEY: ReadonlySet<string> = new Set(
  `amount amounts total subtotal sum revenue value price refund refunded money gross net paid payment credit credited charge
  charged cost costs worth cash cents minor reimbursed reimbursement
  importo totale rimborso rimborsato prezzo valore somma
  сумма итого возврат возвращено цена стоимость summa
  betrag summe gesamt erstattung erstattet preis wert rückerstattung
  montant somme prix valeur remboursement remboursé importe monto reembolso reembolsado precio valor suma`.split(
    /\s+/,
  ),
);

/** Words of what is counted or told beside money, and of parts of a price that are no refund. */
const OF_OTHERS: ReadonlySet<string> = new Set(
  `id ids number no nr count quantity qty items date time at on by method type status reason code percent percentage rate ratio
  currency tax vat shipping discount coupon points index position days version ref reference account email name`.split(
    /\s+/,
  ),
);

/** Nothing longer is a name of money. */
const LONGEST_NAME = 60;

/** Whether a property holds an amount, by its name or by the currency that is written with it. */
export function speaksOfMoney(properties: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(properties).some(([name, value]) => {
    const amount = readAmount(value);
    if (amount === undefined || name.length > LONGEST_NAME) return false;
    const words = wordsOf(name).split(' ');
    if (words.some((word) => OF_OTHERS.has(word))) return false;
    const isPriced =
      amount.currencies.length > 0 && amount.currencies.every((each) => readCurrency(each) !== undefined);
    return isPriced || words.some((word) => OF_MONEY.has(word));
  });
}
