// What imbuto captures and counts. Change it, then run `npm start` again: mistakes are named with their place and
// their fix. Every key, default and limit: docs/configuration.md.
import { defineConfig } from './functions/domain/config/define-config.ts';

export default defineConfig({
  timezone: 'Europe/Rome', // where days, weeks and months begin and end
  locale: 'en', // en, it or ru: forms (unless the visitor's browser asks for another), mails and reports
  freshness: '5s', // how long submissions gather before they are counted; longer is cheaper

  // A form is a page of its own at /f/<id>, and takes what the forms of your sites send there.
  forms: [
    {
      id: 'ebook',
      title: {
        en: 'Get the e-book',
        it: 'Scarica l’e-book',
        ru: 'Получить электронную книгу',
      },
      fields: [
        {
          name: 'email',
          type: 'email', // every form has exactly one e-mail field: a lead is known by it
          required: true,
          label: { en: 'E-mail', it: 'E-mail', ru: 'Эл. почта' },
        },
        {
          name: 'name',
          type: 'text',
          maxLength: 100,
          label: { en: 'Name', it: 'Nome', ru: 'Имя' },
        },
        {
          name: 'newsletter',
          type: 'consent',
          text: {
            en: 'Yes, send me the newsletter. I can leave it at any time.',
            it: 'Sì, inviatemi la newsletter. Posso cancellarmi in ogni momento.',
            ru: 'Да, присылайте мне рассылку. Я могу отписаться в любой момент.',
          },
          version: '2026-01', // change it with the text: each consent keeps the version it was given to
        },
      ],
      delivers: 'ebook.pdf', // in the folder files: by a link in a mail, or on the page behind the form while there is no mail
      thanks: '/thanks', // or a page of yours: 'https://example.com/thanks'
      // origins: ['https://example.com'], // only the pages of these sites may post; left out: any site
    },
    {
      id: 'demo',
      title: {
        en: 'Book a demo',
        it: 'Prenota una demo',
        ru: 'Записаться на демонстрацию',
      },
      fields: [
        {
          name: 'email',
          type: 'email',
          required: true,
          label: { en: 'Work e-mail', it: 'E-mail di lavoro', ru: 'Рабочая почта' },
        },
        {
          name: 'name',
          type: 'text',
          required: true,
          maxLength: 100,
          label: { en: 'Name', it: 'Nome', ru: 'Имя' },
        },
        {
          name: 'size',
          type: 'select',
          options: ['1-9', '10-49', '50-249', '250+'],
          label: { en: 'People in your company', it: 'Persone in azienda', ru: 'Сотрудников в компании' },
        },
        {
          name: 'message',
          type: 'textarea',
          maxLength: 2000,
          label: {
            en: 'What would you like to see?',
            it: 'Che cosa vorresti vedere?',
            ru: 'Что вы хотели бы увидеть?',
          },
        },
      ],
    },
  ],

  funnels: [
    {
      // Short and concrete: from the first look to the purchase, within two weeks.
      id: 'trial',
      label: { en: 'From visit to purchase', it: 'Dalla visita all’acquisto', ru: 'От визита до покупки' },
      kind: 'sales',
      order: 'reached', // who reached a later stage counts in the ones before, back to the one entered at: a buyer has decided
      window: '14d',
      by: ['channel', 'first.channel', 'campaign'], // what the report can be broken down by
      stages: [
        {
          id: 'awareness',
          label: { en: 'Awareness', it: 'Scoperta', ru: 'Знакомство' },
          on: [{ page: '/pricing' }, { page: '/blog/*' }], // any one of these fills the stage
        },
        {
          id: 'interest',
          label: { en: 'Interest', it: 'Interesse', ru: 'Интерес' },
          on: [{ form: 'ebook' }, { event: 'Webinar Registered' }],
        },
        {
          id: 'decision',
          label: { en: 'Decision', it: 'Decisione', ru: 'Решение' },
          on: [{ form: 'demo' }, { event: 'Trial Started' }],
        },
        {
          id: 'action',
          label: { en: 'Purchase', it: 'Acquisto', ru: 'Покупка' },
          on: [{ event: 'Order Completed', from: 'server' }], // from your server only: no browser can forge it
        },
      ],
    },
    {
      // The whole journey, in whatever order, within a year: nurture, purchase and what comes after.
      id: 'relationship',
      label: { en: 'The whole relationship', it: 'L’intera relazione', ru: 'Отношения с клиентом' },
      kind: 'marketing',
      window: '365d',
      by: ['channel', 'first.channel'],
      stages: [
        {
          id: 'awareness',
          label: { en: 'Awareness', it: 'Scoperta', ru: 'Знакомство' },
          on: [{ page: '/*' }],
        },
        {
          id: 'interest',
          label: { en: 'Interest', it: 'Interesse', ru: 'Интерес' },
          on: [{ form: 'ebook' }, { event: 'Webinar Registered' }], // the form that both funnels share
        },
        {
          id: 'decision',
          label: { en: 'Decision', it: 'Decisione', ru: 'Решение' },
          on: [{ form: 'demo' }, { event: 'Trial Started' }],
        },
        {
          id: 'action',
          label: { en: 'Purchase', it: 'Acquisto', ru: 'Покупка' },
          on: [{ event: 'Order Completed', from: 'server' }],
        },
        {
          id: 'loyalty',
          label: { en: 'Loyalty', it: 'Fedeltà', ru: 'Лояльность' },
          on: [{ event: 'Order Completed', from: 'server', times: 2 }], // the second order
        },
        {
          id: 'advocacy',
          label: { en: 'Advocacy', it: 'Passaparola', ru: 'Рекомендации' },
          on: [{ event: 'Referral Sent' }, { event: 'Referral Joined' }], // sent an invitation; brought somebody by a share link
        },
      ],
      handOff: { at: 'decision', to: 'trial' }, // who decides here enters the sales funnel
    },
  ],

  // Issued when the week has ended. With mail set up, add to: ['owner@example.com'].
  reports: [{ every: 'week', funnels: ['trial', 'relationship'] }],
  // share: { to: 'https://example.com/' }, // where the links lead that leads give to others: a page of yours, or '/f/ebook'
  // mail: { from: 'hello@example.com' }, // an address that your mail service may send from
});
