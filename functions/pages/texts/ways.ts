// What the compare page says of leads by the way they came, in the owner's languages.
import type { Locale } from '../../domain/config/config.ts';
import type { GroupName, WayName } from '../../domain/report/way-figures.ts';
import type { Goal, GoalName } from '../../domain/report/way-goals.ts';

export type WayTexts = {
  readonly title: string;
  /** Who is in both: leads, customers, revenue, each of all. */
  readonly shared: (marketing: string, sales: string, leads: string, of: string) => string;
  readonly sharedCustomers: (customers: string, of: string) => string;
  readonly sharedRevenue: (revenue: string, of: string) => string;
  readonly method: (marketing: string, sales: string) => string;
  readonly ways: Readonly<Record<WayName, string>>;
  readonly groups: Readonly<Record<GroupName, string>>;
  readonly columns: {
    readonly group: string;
    readonly leads: string;
    readonly customers: string;
    readonly repeat: string;
    readonly referrals: string;
    readonly revenue: string;
    readonly goal: string;
    readonly difference: string;
    readonly better: string;
  };
  readonly goals: Readonly<Record<GoalName, (age: string) => string>>;
  readonly of: (part: string, leads: string) => string;
  readonly customers: (n: string, leads: string) => string;
  readonly points: (by: string) => string;
  readonly interval: (low: string, high: string) => string;
  readonly unknown: string;
  readonly reasons: Readonly<Record<NonNullable<Goal['reason']>, string>>;
  readonly more: (n: string) => string;
  readonly notes: (goals: string) => readonly string[];
  /** Above the list of the leads behind a count: whose, and until which age. */
  readonly either: string;
  readonly both: string;
  readonly within: (age: string) => string;
};

const EN: WayTexts = {
  title: 'Through marketing, or straight to sales?',
  shared: (marketing, sales, leads, of) =>
    `“${marketing}” and “${sales}” share their people: ${leads} of ${of} leads are in both`,
  sharedCustomers: (customers, of) => `customers: ${customers} of ${of}`,
  sharedRevenue: (revenue, of) => `revenue: ${revenue} of ${of}`,
  method: (marketing, sales) =>
    `So each lead is counted once, by where it came first: “${marketing}”, or straight to “${sales}”.`,
  ways: { marketing: 'Through marketing', straight: 'Straight to sales' },
  groups: {
    handedOver: 'Marketing handed over',
    onTheirOwn: 'Came over on their own',
    onlyMarketing: 'Only marketing has',
    onlySales: 'Only sales has',
    straightThenMarketing: 'Then in marketing too',
  },
  columns: {
    group: 'Leads, by the way they came',
    leads: 'Leads',
    customers: 'Customers',
    repeat: 'Ordered again',
    referrals: 'Brought others',
    revenue: 'Revenue',
    goal: 'Goal',
    difference: 'Difference, marketing less straight',
    better: 'Better',
  },
  goals: {
    soon: (age) => `Customers soon: within ${age}`,
    end: (age) => `Customers in the end: within ${age}`,
    revenue: (age) => `Revenue for each lead: within ${age}`,
    repeat: (age) => `A second order: within ${age}`,
    referrals: (age) => `Brought others: within ${age}`,
  },
  of: (part, leads) => `${part} of ${leads}`,
  customers: (n, leads) => `customers: ${n} of ${leads}`,
  points: (by) => `${by} points`,
  interval: (low, high) => `likely ${low} to ${high}`,
  unknown: 'The data cannot tell',
  reasons: {
    none: 'One way has no lead that is old enough.',
    few: 'One way has too few customers to say.',
    nothing: 'It has not happened yet.',
    chance: 'The difference may be chance.',
  },
  more: (n) => `If the difference is what it seems, about ${n} more leads in each way would show it.`,
  notes: (goals) => [
    'Compared are leads of one age: those that are at least as old as the goal says, with what they did until then. “In the end” is the longest age that half of the leads have.',
    `The intervals hold for all goals together at 95 %, as several are asked at once: ${goals}.`,
    'Leads choose their way themselves. The better way may have got the better leads, and need not do the same for others.',
    'Which leads marketing hands over is known only later, when they have already come far. So each way is compared with all leads that began there.',
  ],
  either: 'Through marketing or straight to sales',
  both: 'In marketing and in sales',
  within: (age) => `within ${age}`,
};

const IT: WayTexts = {
  title: 'Attraverso il marketing o direttamente alle vendite?',
  shared: (marketing, sales, leads, of) =>
    `«${marketing}» e «${sales}» hanno persone in comune: ${leads} lead su ${of} sono in entrambi`,
  sharedCustomers: (customers, of) => `clienti: ${customers} su ${of}`,
  sharedRevenue: (revenue, of) => `ricavi: ${revenue} su ${of}`,
  method: (marketing, sales) =>
    `Perciò ogni lead è contato una volta sola, secondo dove è arrivato prima: «${marketing}», oppure direttamente «${sales}».`,
  ways: { marketing: 'Attraverso il marketing', straight: 'Direttamente alle vendite' },
  groups: {
    handedOver: 'Passati dal marketing',
    onTheirOwn: 'Passati da soli',
    onlyMarketing: 'Solo nel marketing',
    onlySales: 'Solo nelle vendite',
    straightThenMarketing: 'Poi anche nel marketing',
  },
  columns: {
    group: 'Lead, secondo la via',
    leads: 'Lead',
    customers: 'Clienti',
    repeat: 'Hanno riordinato',
    referrals: 'Hanno portato altri',
    revenue: 'Ricavi',
    goal: 'Obiettivo',
    difference: 'Differenza, marketing meno diretti',
    better: 'Meglio',
  },
  goals: {
    soon: (age) => `Clienti presto: entro ${age}`,
    end: (age) => `Clienti alla fine: entro ${age}`,
    revenue: (age) => `Ricavi per lead: entro ${age}`,
    repeat: (age) => `Un secondo ordine: entro ${age}`,
    referrals: (age) => `Hanno portato altri: entro ${age}`,
  },
  of: (part, leads) => `${part} su ${leads}`,
  customers: (n, leads) => `clienti: ${n} su ${leads}`,
  points: (by) => `${by} punti`,
  interval: (low, high) => `verosimilmente da ${low} a ${high}`,
  unknown: 'I dati non lo dicono',
  reasons: {
    none: 'Una delle vie non ha lead abbastanza vecchi.',
    few: 'Una delle vie ha troppo pochi clienti per dirlo.',
    nothing: 'Non è ancora successo.',
    chance: 'La differenza può essere un caso.',
  },
  more: (n) =>
    `Se la differenza è quella che sembra, circa ${n} lead in più per ciascuna via la mostrerebbero.`,
  notes: (goals) => [
    'Si confrontano lead della stessa età: quelli che hanno almeno l’età indicata, con ciò che hanno fatto fino ad allora. «Alla fine» è l’età più lunga che la metà dei lead ha.',
    `Gli intervalli valgono al 95 % per tutti gli obiettivi insieme, perché se ne chiedono vari in una volta: ${goals}.`,
    'I lead scelgono da soli la via: una via migliore ha i lead migliori, e non è detto che renda migliori gli altri.',
    'Chi è stato passato dal marketing lo si sa solo dopo, quando è già arrivato lontano: perciò le due vie si confrontano con tutti quelli che vi hanno cominciato.',
  ],
  either: 'Attraverso il marketing o direttamente alle vendite',
  both: 'Nel marketing e nelle vendite',
  within: (age) => `entro ${age}`,
};

const RU: WayTexts = {
  title: 'Через маркетинг или сразу в продажи?',
  shared: (marketing, sales, leads, of) =>
    `У воронок «${marketing}» и «${sales}» общие люди: лидов в обеих — ${leads} из ${of}`,
  sharedCustomers: (customers, of) => `покупателей: ${customers} из ${of}`,
  sharedRevenue: (revenue, of) => `выручка: ${revenue} из ${of}`,
  method: (marketing, sales) =>
    `Поэтому каждый лид учтён один раз, по тому, куда он пришёл сначала: «${marketing}» или сразу «${sales}».`,
  ways: { marketing: 'Через маркетинг', straight: 'Сразу в продажи' },
  groups: {
    handedOver: 'Переданы маркетингом',
    onTheirOwn: 'Перешли сами',
    onlyMarketing: 'Только в маркетинге',
    onlySales: 'Только в продажах',
    straightThenMarketing: 'Потом и в маркетинге',
  },
  columns: {
    group: 'Лиды по пути, которым пришли',
    leads: 'Лиды',
    customers: 'Покупатели',
    repeat: 'Заказали снова',
    referrals: 'Привели других',
    revenue: 'Выручка',
    goal: 'Цель',
    difference: 'Разница, маркетинг минус сразу',
    better: 'Лучше',
  },
  goals: {
    soon: (age) => `Покупатели скоро: за ${age}`,
    end: (age) => `Покупатели в итоге: за ${age}`,
    revenue: (age) => `Выручка на одного лида: за ${age}`,
    repeat: (age) => `Второй заказ: за ${age}`,
    referrals: (age) => `Привели других: за ${age}`,
  },
  of: (part, leads) => `${part} из ${leads}`,
  customers: (n, leads) => `покупателей: ${n} из ${leads}`,
  points: (by) => `${by} п. п.`,
  interval: (low, high) => `вероятно от ${low} до ${high}`,
  unknown: 'По данным сказать нельзя',
  reasons: {
    none: 'На одном из путей нет достаточно давних лидов.',
    few: 'На одном из путей слишком мало покупателей.',
    nothing: 'Этого ещё не было.',
    chance: 'Разница может быть случайной.',
  },
  more: (n) => `Если разница такова, какой кажется, её покажут ещё примерно ${n} лидов на каждом пути.`,
  notes: (goals) => [
    'Сравниваются лиды одного возраста: те, кому не меньше указанного, с тем, что они сделали за это время. «В итоге» — самый большой возраст, которого достигла половина лидов.',
    `Интервалы верны с вероятностью 95 % для всех целей вместе, так как вопросов сразу несколько: ${goals}.`,
    'Лиды сами выбирают путь: на лучшем пути лучшие лиды, и других он может не сделать лучше.',
    'Кого передал маркетинг, известно только потом, когда лид уже далеко зашёл: поэтому оба пути сравниваются по всем, кто на них начал.',
  ],
  either: 'Через маркетинг или сразу в продажи',
  both: 'И в маркетинге, и в продажах',
  within: (age) => `за ${age}`,
};

const TEXTS: Readonly<Record<Locale, WayTexts>> = { en: EN, it: IT, ru: RU };

export function wayTexts(locale: Locale): WayTexts {
  return TEXTS[locale];
}
