// Click ids: the parameters that ad systems and networks add to a link, and what each says of a visit without utm.

/**
 * By the source and medium that they imply, the parameters in small letters. The first of a link is the one kept.
 *
 * `cpc` stands only where the parameter is put on paid clicks alone. `fbclid` is on every link that leaves Facebook,
 * Instagram or Messenger, shared ones included, and `ysclid` on every result of Yandex: they say where, not that
 * somebody paid. Paid campaigns there need utm parameters.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  // Google Ads; gbraid and wbraid where iOS withholds gclid, gad_source where a browser strips the ids.
  'google cpc': 'gclid gbraid wbraid gad_source',
  // Campaign Manager and Display & Video 360: display, sold by impressions.
  'doubleclick cpm': 'dclid',
  'bing cpc': 'msclkid',
  'yandex cpc': 'yclid',
  'vk cpc': 'rb_clickid',
  'tiktok cpc': 'ttclid',
  'twitter cpc': 'twclid',
  'linkedin cpc': 'li_fat_id',
  'pinterest cpc': 'epik',
  'reddit cpc': 'rdt_cid',
  'snapchat cpc': 'sccid',
  'quora cpc': 'qclid',
  'baidu cpc': 'bd_vid',
  'taboola cpc': 'tblci',
  'outbrain cpc': 'dicbo',
  'impact affiliate': 'irclickid',
  'awin affiliate': 'awc',
  'cj affiliate': 'cjevent',
  'tradedoubler affiliate': 'tduid',
  'admitad affiliate': 'admitad_uid',
  // On every link, paid or not.
  'facebook referral': 'fbclid',
  'instagram referral': 'igsh igshid',
  'yandex organic': 'ysclid',
};

export type ClickIdRule = {
  readonly parameter: string;
  readonly source: string;
  readonly medium: string;
};

export const CLICK_IDS: readonly ClickIdRule[] = Object.entries(PARAMETERS).flatMap(
  ([implied, parameters]) => {
    const [source = '', medium = ''] = implied.split(' ');
    return parameters.split(' ').map((parameter) => ({ parameter, source, medium }));
  },
);
