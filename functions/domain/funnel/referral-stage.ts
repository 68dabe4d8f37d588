// The stage at which leads bring others, by its id.
export const REFERRAL_STAGE = 'advocacy';
