// Sends the forms of a page to imbuto in place; whatever goes wrong, as the page would without a script.
import { element, languageOf } from './element.ts';
import { clearFaults, showFaults } from './field-faults.ts';
import type { Thanks } from './hosted-form.ts';
import { uuid } from './uuid.ts';

/**
 * @param base imbuto's address with a final slash
 * @param visit the fields that tell of the visit
 */
export function sendForms(base: URL, visit: () => Readonly<Record<string, string | undefined>>): void {
  /** The same for one filled form, however often it is sent. */
  const ids = new WeakMap<HTMLFormElement, string>();
  const sending = new WeakSet<HTMLFormElement>();

  function fill(form: HTMLFormElement, data: FormData): void {
    const id = ids.get(form) ?? uuid();
    ids.set(form, id);
    for (const [name, value] of Object.entries({ _id: id, _lang: languageOf(form), ...visit() }))
      if (value && !data.get(name)) data.set(name, value);
  }

  /** Where a form is sent to, if that is a form of ours. A field may be called `action`; a link reads any address. */
  function target(form: HTMLFormElement, button?: HTMLElement | null): string | false {
    const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
    const { host, pathname, href } = element('a', { href: action });
    return host === base.host && pathname.startsWith(`${base.pathname}f/`) && href;
  }

  async function send(form: HTMLFormElement, url: string, button: HTMLElement | null): Promise<void> {
    const data = new FormData(form, button);
    fill(form, data);
    data.set('_embed', '1');
    const answer = await fetch(url, { method: 'POST', headers: { accept: 'application/json' }, body: data });
    if (!answer.ok && answer.status !== 422) throw answer.status;
    const { thanks, errors } = await answer.json();
    if (answer.ok) {
      thank(form, thanks);
      ids.delete(form);
    } else showFaults(form, errors);
  }

  addEventListener('formdata', ({ target: form, formData }) => {
    if (form instanceof HTMLFormElement && target(form)) fill(form, formData);
  });

  addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    const url = target(form, submitter);
    if (!url) return;
    event.preventDefault();
    if (sending.has(form)) return;
    sending.add(form);
    clearFaults(form);
    send(form, url, submitter)
      // A field may be called `submit`.
      .catch(() => HTMLFormElement.prototype.submit.call(form))
      .finally(() => sending.delete(form));
  });
}

function thank(form: HTMLFormElement, { title, text, url }: Thanks): void {
  if (url) {
    location.assign(url);
    return;
  }
  const thanks = element(
    'div',
    { class: 'imbuto-thanks', role: 'status', tabindex: -1 },
    element('strong', {}, title),
    element('p', {}, text),
  );
  // It stays where a framework of the page expects it.
  form.style.display = 'none';
  form.after(thanks);
  thanks.focus();
}
