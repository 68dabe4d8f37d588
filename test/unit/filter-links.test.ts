import { describe, expect, it } from 'vitest';
import { narrowed } from '../../functions/pages/leads/filter-links.ts';

const FILTER = { funnel: 'trial', outcome: 'open', channel: 'Email' };

describe('a link of the list', () => {
  it('narrows further down what is narrowed already', () => {
    expect(narrowed(FILTER, { campaign: 'a & b' })).toBe(
      '/leads?funnel=trial&outcome=open&channel=Email&campaign=a+%26+b',
    );
  });

  it('takes a part of it back', () => {
    expect(narrowed(FILTER, { channel: undefined })).toBe('/leads?funnel=trial&outcome=open');
    expect(narrowed({ channel: 'Email' }, { channel: undefined })).toBe('/leads');
  });

  it('drops what is of the funnel with the funnel, and keeps it with the same one', () => {
    expect(narrowed(FILTER, { funnel: undefined })).toBe('/leads?channel=Email');
    expect(narrowed(FILTER, { funnel: 'other' })).toBe('/leads?funnel=other&channel=Email');
    expect(narrowed(FILTER, { funnel: 'trial', reached: 'interest' })).toBe(
      '/leads?funnel=trial&reached=interest&outcome=open&channel=Email',
    );
  });
});
