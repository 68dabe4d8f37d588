// Shows what is wrong with a form's fields, each fault beside its field.
import { element } from './element.ts';
import type { FieldFault } from './hosted-form.ts';
import { uuid } from './uuid.ts';

const CLASS = 'imbuto-error';
const INVALID = 'aria-invalid';
const DESCRIBED = 'aria-describedby';

export function showFaults(form: HTMLFormElement, faults: readonly FieldFault[]): void {
  let first: HTMLElement | undefined;
  for (const { field, names, detail } of faults) {
    const controls = controlsOf(form, names);
    const last = controls[controls.length - 1];
    const words = last ? detail : `${field}: ${detail}`;
    const message = element('p', { class: CLASS, id: `${CLASS}-${uuid()}`, role: 'alert' }, words);
    if (last) placeOf(last).after(message);
    else form.append(message);
    for (const control of controls) {
      control.setAttribute(INVALID, 'true');
      control.setAttribute(DESCRIBED, message.id);
    }
    first ??= last;
  }
  first?.focus();
}

export function clearFaults(form: HTMLFormElement): void {
  for (const message of form.querySelectorAll(`.${CLASS}`)) message.remove();
  for (const control of form.querySelectorAll(`[${DESCRIBED}^=${CLASS}]`)) {
    control.removeAttribute(INVALID);
    control.removeAttribute(DESCRIBED);
  }
}

/** Those that are seen. Lists are often named as PHP wants it. */
function controlsOf(form: HTMLFormElement, names: readonly string[]): readonly HTMLInputElement[] {
  const selectors = names
    .map(CSS.escape)
    .map((name) => `[name="${name}"]:not([type=hidden]),[name="${name}[]"]`);
  return [...form.querySelectorAll<HTMLInputElement>(selectors.join())];
}

/** The control, or its label where that stands around or behind it. */
function placeOf(control: HTMLInputElement): HTMLElement {
  // Node.DOCUMENT_POSITION_CONTAINS and DOCUMENT_POSITION_FOLLOWING
  const AROUND_OR_BEHIND = 12;
  const label = control.labels?.[0];
  return label && control.compareDocumentPosition(label) & AROUND_OR_BEHIND ? label : control;
}
