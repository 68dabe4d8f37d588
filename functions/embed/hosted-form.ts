// What imbuto answers to a script: a form as data, thanks, faults of fields.

export type Thanks = { readonly title: string; readonly text: string; readonly url?: string };

export type FieldFault = {
  readonly field: string;
  /** Under any of which the page may send it. */
  readonly names: readonly string[];
  readonly detail: string;
};

export type HostedField = {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly required: boolean;
  readonly maxLength?: number;
  readonly multiple?: boolean;
  /** Of a consent: what is sent when it is given. */
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
};

export type HostedForm = {
  readonly title: string;
  readonly intro?: string;
  readonly submit: string;
  readonly choose: string;
  readonly privacy?: { readonly url: string; readonly label: string };
  readonly action: string;
  readonly fields: readonly HostedField[];
  /** Where a variant of it is shown: brings the same one the next time. */
  readonly shown?: string;
  /** Elements beside the fields: the form's token, a challenge. */
  readonly also: readonly (readonly [
    name: 'input' | 'div' | 'script',
    attributes: Readonly<Record<string, string>>,
  ])[];
};
