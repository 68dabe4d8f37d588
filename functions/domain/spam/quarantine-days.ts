// How long quarantine keeps a submission.
export const QUARANTINE_DAYS = 30;
