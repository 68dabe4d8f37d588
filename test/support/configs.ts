// Configurations to start a test from.

/** The smallest form, the smallest funnel, and the two as one configuration. */
export function smallConfig() {
  const form = { id: 'ebook', fields: [{ name: 'email', type: 'email' }] };
  const funnel = {
    id: 'trial',
    kind: 'sales',
    stages: [
      { id: 'interest', on: [{ form: 'ebook' }] },
      { id: 'action', on: [{ event: 'Order Completed' }] },
    ],
  };
  return { form, funnel, config: { forms: [form], funnels: [funnel] } };
}
