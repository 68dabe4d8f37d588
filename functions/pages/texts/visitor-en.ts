// What imbuto says to visitors, in English.
import type { VisitorTexts } from './visitor.ts';

export const VISITOR_EN: VisitorTexts = {
  send: 'Send',
  optional: 'optional',
  privacy: 'Privacy policy',
  choose: 'Choose…',
  leaveEmpty: 'Leave this field empty',
  fix: 'Please correct the following:',
  error: 'Error',
  full: 'This form gets very many entries just now, and yours was not taken yet. Everything that you typed is below: please send it again in a moment.',
  labels: {
    email: 'E-mail',
    name: 'Name',
    'first-name': 'First name',
    'last-name': 'Last name',
    phone: 'Phone',
    company: 'Company',
    website: 'Website',
    city: 'City',
    country: 'Country',
    subject: 'Subject',
    message: 'Message',
  },
  fieldErrors: {
    required: 'Fill in this field.',
    tick: 'Tick this box to go on.',
    choose: 'Choose at least one option.',
    email: 'Enter an e-mail address, such as name@example.com.',
    tel: 'Enter a phone number, such as +44 20 7946 0000.',
    number: 'Enter a number, such as 12 or 1.5.',
    date: 'Enter a date, such as 2026-12-31.',
    url: 'Enter a web address, such as https://example.com.',
    option: 'Choose one of the options.',
    text: 'Enter this as text.',
    'too-long': (most) => `Shorten this to ${most} characters or fewer.`,
    'too-small': (least) => `Enter ${least} or more.`,
    'too-great': (most) => `Enter ${most} or less.`,
  },
  thanks: {
    title: 'Thank you',
    text: 'What you sent has arrived.',
    confirm: 'One step is left: open our mail and confirm your address.',
    filesLeft: 'Your files were not kept: only text is taken here.',
    home: 'You can close this page.',
  },
  home: {
    title: 'imbuto',
    text: 'Leads come in here and move through their funnels.',
    forms: 'Forms',
    noForms: 'No forms are configured.',
    reports: 'Reports',
    embed: {
      title: 'On your site',
      text: 'Paste these lines into a page: views are counted, and forms are sent in place.',
    },
  },
  health: { title: 'In good health', text: 'Submissions are being taken.' },
  problems: {
    malformed: {
      title: 'This could not be read',
      text: 'What was sent is damaged or incomplete. Go back and send it once more.',
    },
    unauthorized: { title: 'Please sign in', text: 'This page needs a key or a session.' },
    forbidden: { title: 'This is not allowed', text: 'You may not do this here.' },
    'foreign-origin': {
      title: 'This form belongs to another site',
      text: 'It was sent from a page that may not use it.',
    },
    'not-found': { title: 'Page not found', text: 'There is nothing at this address.' },
    gone: { title: 'Erased', text: 'What was at this address has been erased.' },
    'unknown-form': {
      title: 'Form not found',
      text: 'There is no form at this address. It may have been renamed or removed.',
    },
    'form-closed': {
      title: 'This form is closed',
      text: 'It takes no more entries, and nothing was sent. Please contact the site that led you here.',
    },
    'method-not-allowed': {
      title: 'This does not work here',
      text: 'This address cannot be used in this way.',
    },
    'too-large': {
      title: 'Too much at once',
      text: 'What was sent is too large. Shorten it and send it again.',
    },
    'unsupported-encoding': {
      title: 'This could not be read',
      text: 'What was sent is in a format that is not read here.',
    },
    'invalid-fields': {
      title: 'Some fields need a correction',
      text: 'Go back, correct them and send the form again.',
    },
    'too-many-requests': {
      title: 'One moment, please',
      text: 'That was a lot at once. Try again a little later.',
    },
    internal: { title: 'Something went wrong', text: 'The fault is ours. Try again a little later.' },
    unavailable: {
      title: 'One moment, please',
      text: 'This cannot be taken right now. Try again a little later.',
    },
  },
};
