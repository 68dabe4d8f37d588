// Data quality in English.
import type { QualityTexts } from './quality.ts';

export const QUALITY_EN: QualityTexts = {
  title: 'Data quality',
  text: 'What came in and could not be read, or was not counted as it was meant. By reason, source and day.',
  none: 'Everything that came in on these days was read as it was meant.',
  ofLeads: {
    title: 'In what leads did',
    text: 'By the day of the event. Exact: these figures are counted with the leads, and follow them when leads become one, are erased or are counted anew.',
  },
  ofRequests: {
    title: 'In requests',
    text: 'By the day of arrival. Counted once when a request is answered: a request that its sender repeats counts again.',
  },
  reasons: {
    'value-unreadable': {
      title: 'value not readable',
      fix: 'The order counts without a value; a refund or an update changes nothing. Send revenue as a number in major units, such as 1234.5: “1,234” has two readings.',
    },
    'currency-unreadable': {
      title: 'currency not readable',
      fix: 'The amount is not counted. Send an ISO 4217 code, such as EUR, that does not contradict a sign in the amount.',
    },
    'order-without-value': {
      title: 'order without a value',
      fix: 'The order counts and adds no revenue. Send revenue, total or value with it.',
    },
    'order-without-id': {
      title: 'order without an id',
      fix: 'Each message counts as an order of its own, and no refund can find it. Send order_id.',
    },
    'change-of-no-order': {
      title: 'refund or update of an unknown order',
      fix: 'It changes nothing. Send it with the order_id of the order, under whatever id.',
    },
    'change-in-other-currency': {
      title: 'refund or update in another currency',
      fix: 'It changes nothing. Send it in the currency of the order, or without a currency.',
    },
    'change-with-public-key': {
      title: 'refund or update with the public key',
      fix: 'It changes nothing: the order was sent with the secret key. Send its refunds and updates from your server, too.',
    },
    'time-unreadable': {
      title: 'time not readable',
      fix: 'The event counts at its arrival. Send timestamp as ISO 8601, such as 2026-11-01T10:00:00Z, or in milliseconds since 1970.',
    },
    'time-clamped': {
      title: 'time out of bounds',
      fix: 'The event counts at the nearest time that is allowed. Set the sender’s clock; send what is older than two weeks with the secret key.',
    },
    'id-placeholder': {
      title: 'placeholder for an id',
      fix: 'The id is passed over. Leave userId and anonymousId out where you have none, instead of sending “undefined” or “null”.',
    },
    'letters-guessed': {
      title: 'letters guessed',
      fix: 'The form, or the tags of the link that brought the visitor, came in an older charset that they do not name, or had lost letters. Give the page that holds the form <meta charset="utf-8">, or the form accept-charset="utf-8"; write links in UTF-8.',
    },
    'file-left-out': {
      title: 'file left out',
      fix: 'The form was taken without the file. Remove the file field: imbuto keeps no files.',
    },
    'arrival-unknown': {
      title: 'form of a visitor of whom it is not known where they came from',
      fix: 'The form counts, as Direct unless an earlier visit says more: it stands on a page of another site, of which the browser tells the site alone. Put imbuto’s script on that page (the home page has its two lines), or utm parameters into the form’s action.',
    },
    'value-beyond-limit': {
      title: 'value beyond the limit',
      fix: 'The event counts, with “(other)” in the place of a campaign or another value by which a funnel is broken down: today this form or key had brought 1,000 new ones of that field already. Look for values that hold an id or a time, or for a sender that invents them; a new public key begins anew.',
    },
    'referral-unreadable': {
      title: 'share link that was not signed here',
      fix: 'The event counts, and the lead is shown as brought by no other: the link was changed, made up or signed with a former key, or the key could not be read then. Nothing to do, unless there are many: then give your leads their links anew.',
    },
    robot: {
      title: 'robot',
      fix: 'Not taken: the user agent names a known robot or a prefetch. Nothing to do, unless it is a program of your own: then change its user agent.',
    },
    'call-not-object': {
      title: 'call that is no object',
      fix: 'Not taken. Each part of batch must be an object.',
    },
    'call-unknown-type': {
      title: 'call of an unknown type',
      fix: 'Not taken. Use track, page, screen, identify, group or alias.',
    },
    'call-too-large': {
      title: 'call too large',
      fix: 'Not taken: a call may have 32 KiB, shared context included. Send fewer or shorter properties.',
    },
    'call-beyond-limit': {
      title: 'beyond what one request may bring',
      fix: 'Not taken. Send fewer calls, or fewer people, at a time.',
    },
    'call-without-id': {
      title: 'call without an id',
      fix: 'Not taken: nobody is known by it. Send userId, anonymousId or an e-mail.',
    },
    'call-without-name': {
      title: 'event without a name',
      fix: 'Not taken. Send event, a name of at most 200 characters.',
    },
    'call-without-page': {
      title: 'page without an address',
      fix: 'Not taken. Send properties.url or properties.path.',
    },
    'alias-refused': {
      title: 'alias refused',
      fix: 'Not taken. Send userId and previousId; an e-mail address becomes another person’s with the secret key only.',
    },
    'past-form-refused': {
      title: 'form of the past refused',
      fix: 'Not taken. Send it with the secret key, for a configured form, with an e-mail address.',
    },
    'call-letters-lost': {
      title: 'call with lost letters',
      fix: 'Not taken: an id, a name or a property holds U+FFFD or half a character. Send JSON as UTF-8, and cut no text within a character.',
    },
    'field-undeclared': {
      title: 'field that the form does not declare',
      fix: 'The form was taken without it. Declare the field in the configuration, or add its name to the aliases of a field. The counts are written once a minute, so that there may be a few more.',
    },
  },
  columns: { source: 'From', client: 'Client', times: 'Times', days: 'Days' },
  secretKey: 'secret key',
  publicKey: (beginning) => `public key ${beginning}…`,
  form: (label) => `form ${label}`,
  field: (form, name) => `field “${name}” of form ${form}`,
  otherClient: 'another one',
  anyPublicKey: 'public key',
  moreDays: (n) => `and ${n} more days`,
  link: (n) => `Data quality: ${n} events that touch these figures were not counted as they were meant.`,
  linkArrival: (n) =>
    `Of Direct, up to ${n} cannot be known: their forms stand on pages of other sites, of which browsers tell the site alone.`,
  linkNone: 'Data quality: nothing that touches these figures was misread.',
};
