// HTML that is escaped by construction.
import { describe, expect, it } from 'vitest';
import { asHtml, html } from '../../functions/pages/html.ts';

describe('html', () => {
  it('escapes whatever is put into it', () => {
    expect(html`<p title="${`"'`}">${'<b>&</b>'}</p>`.markup).toBe(
      '<p title="&#34;&#39;">&#60;b&#62;&#38;&#60;/b&#62;</p>',
    );
  });

  it('takes HTML, numbers, lists and nothing', () => {
    const items = ['a', '<'].map((each) => html`<li>${each}</li>`);
    expect(html`${items}${1}${false}${undefined}${asHtml('<hr>')}`.markup).toBe(
      '<li>a</li><li>&#60;</li>1<hr>',
    );
  });
});
