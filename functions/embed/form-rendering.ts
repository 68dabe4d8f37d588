// Shows imbuto's own forms in the page, in every place that asks for one: `<div data-imbuto-form="ebook"></div>`.
import { element, languageOf } from './element.ts';
import type { HostedField, HostedForm } from './hosted-form.ts';
import type { Visitor } from './visitor.ts';

/** @param base imbuto's address with a final slash */
export function showForms(base: string, { shown }: Pick<Visitor, 'shown'>): void {
  const known = new WeakSet<Element>();
  const look = (): void => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-imbuto-form]')) {
      if (known.has(place)) continue;
      known.add(place);
      void show(place, `${base}f/${place.dataset.imbutoForm}`, shown);
    }
  };
  // Also those that a script puts there later.
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
}

async function show(place: HTMLElement, url: string, shown: Visitor['shown']): Promise<void> {
  try {
    const query = new URLSearchParams({ _lang: languageOf(place), _token: shown(url) ?? '' });
    const answer = await fetch(`${url}?${query}`, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw answer.status;
    const form: HostedForm = await answer.json();
    place.replaceChildren(...formOf(form));
    shown(url, form.shown);
  } catch {
    // What stands in the place, a link to the form say, is left there.
    if (!place.firstChild) place.append(element('a', { href: url }, url));
  }
}

function formOf(hosted: HostedForm): readonly Node[] {
  const words = (text: string | Node | undefined): Node[] => (text ? [element('p', {}, text)] : []);
  const policy =
    hosted.privacy &&
    element('a', { href: hosted.privacy.url, target: '_blank', rel: 'noopener' }, hosted.privacy.label);
  const form = element(
    'form',
    { action: hosted.action, method: 'post' },
    ...hosted.fields.map((field) => fieldOf(field, hosted.choose)),
    ...hosted.also.map(([name, attributes]) => element(name, attributes)),
    ...words(policy),
    element('button', {}, hosted.submit),
  );
  return [element('h2', {}, hosted.title), ...words(hosted.intro), form];
}

function fieldOf(field: HostedField, choose: string): Node {
  const { name, type, label, required, maxLength: maxlength, options, value = 'true', multiple } = field;
  const control = { name, required, maxlength };
  const line = (...content: readonly (Node | string)[]) => element('p', {}, element('label', {}, ...content));
  const named = (content: Node) => line(label, ' ', content);
  const isRadio = type === 'radio';
  const tick = (sent: string, words: string, must: boolean) =>
    line(
      element('input', { type: isRadio ? type : 'checkbox', name, value: sent, required: must }),
      ' ',
      words,
    );
  if (type === 'hidden')
    return element('input', { type, name, value: new URLSearchParams(location.search).get(name) });
  if (type === 'checkbox' || type === 'consent') return tick(value, label, required);
  if (type === 'textarea') return named(element(type, control));
  if (type === 'select') {
    const choices = [...(multiple ? [] : [{ value: '', label: choose }]), ...(options ?? [])];
    const lines = choices.map((option) => element('option', { value: option.value }, option.label));
    return named(element(type, { ...control, multiple }, ...lines));
  }
  if (options) {
    // Of several boxes a browser would want each that is required.
    const lines = options.map((option) => tick(option.value, option.label, isRadio && required));
    return element('fieldset', {}, element('legend', {}, label), ...lines);
  }
  // A number input sends a point for the comma that an Italian types; one of type url takes no address without its scheme.
  const inputmode = type === 'number' ? 'decimal' : type === 'url' && type;
  const autocomplete = (type === 'email' || type === 'tel') && type;
  return named(element('input', { ...control, type: inputmode ? 'text' : type, inputmode, autocomplete }));
}
