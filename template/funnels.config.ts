// What imbuto captures and counts. Mistakes are named with their place and their fix when it starts or deploys.
import { defineConfig } from 'imbuto/config';

export default defineConfig({
  timezone: 'Europe/Rome', // where days, weeks and months begin and end
  forms: [
    {
      id: 'ebook',
      title: 'Get the e-book',
      fields: [
        { name: 'email', type: 'email', required: true, label: 'E-mail' },
        { name: 'name', type: 'text', label: 'Name' },
      ],
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'awareness', on: [{ page: '/' }] },
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
      ],
    },
  ],
});
