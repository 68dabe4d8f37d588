// Hosts that a visitor passes through and comes back from, to pay or to log in: data for reading referrers.
//
// Not where somebody comes from, and not who brought the sale. GA4 leaves such hosts to each property's list of unwanted
// referrals. Each host stands for all under it. Sources: what providers' documents name as the address of their pages, the
// identity providers of SPID (https://registry.spid.gov.it/identity-providers), and lists that analysts exclude, such as
// https://www.spaceads.agency/blog/referrals-from-banks-and-payment-intermediaries-in-google-analytics-solution

const PAYING = `stripe.com paypal.com klarna.com adyen.com mollie.com satispay.com scalapay.com afterpay.com clearpay.co.uk
  affirm.com sezzle.com getalma.eu oney.com sequra.com tabby.ai tamara.co
  shop.app checkout.shopify.com pay.amazon.com payments.amazon.com payments.amazon.it payments.amazon.de
  payments.amazon.fr payments.amazon.es payments.amazon.co.uk pay.google.com payments.google.com
  sofort.com giropay.de gocardless.com squareup.com worldpay.com commerce.coinbase.com bitpay.com paysafecard.com
  paysafe.com skrill.com checkout.com braintreegateway.com authorize.net 2checkout.com paddle.com fastspring.com
  chargebee.com recurly.com lemonsqueezy.com sumup.com vivapayments.com checkout.revolut.com multisafepay.com buckaroo.nl
  ideal.nl bancontact.com payconiq.com ogone.com worldline-solutions.com saferpay.com datatrans.com postfinance.ch
  twint.ch computop-paygate.com unzer.com payone.com sagepay.com cardinalcommerce.com trustly.com truelayer.com
  nexi.it nexigroup.com nets.eu axerve.com sella.it postepay.it bancomatpay.it pagopa.gov.it
  swish.nu vipps.no mobilepay.dk quickpay.net bambora.com payu.com przelewy24.pl tpay.com redsys.es bizum.es
  gopay.com comgate.cz barion.com simplepay.hu netopia-payments.com
  yookassa.ru yoomoney.ru robokassa.ru securepay.tinkoff.ru pay.tbank.ru cloudpayments.ru qr.nspk.ru
  securepayments.sberbank.ru pay.alfabank.ru payanyway.ru unitpay.ru qiwi.com payform.ru pay.yandex.ru best2pay.net
  bepaid.by liqpay.ua wayforpay.com fondy.eu iyzico.com paytr.com razorpay.com cashfree.com alipay.com
  mercadopago.com mercadopago.com.br pagar.me flutterwave.com paystack.com payfast.co.za
  link.com pay.revolut.com payoneer.com payplug.com ideal.ing.nl pagopa.it blik.com braintreepayments.com
  securepay.tbank.ru securepay.tinkoff.ru payment.alfabank.ru pay.alfabank.ru securepayments.sberbank.ru
  paypo.pl paynow.pl imoje.pl dotpay.pl blue-media.pl autopay.com
  paypal.me venmo.com cash.app opayo.co.uk cybersource.com globalpay.com realexpayments.com securetrading.com bluesnap.com
  mangopay.com lemonway.com lyra.com payzen.eu systempay.fr monetico-services.com hipay.com paylib.fr paybox.com
  paydirekt.de secupay.com payrexx.com wallee.com eps-ueberweisung.at pay.nl icepay.com sisow.nl tikkie.me
  pagolight.it soisy.it pagodil.it pagonline.it ifthenpay.com easypay.pt eupago.pt paycomet.com aplazame.com
  maksekeskus.ee montonio.com dibspayment.eu epay.dk onpay.io reepay.com payex.com walley.se qliro.com paytrail.com
  yookassa.ru robokassa.ru robokassa.com cloudpayments.ru payanyway.ru unitpay.ru dolyame.ru payselection.com
  coingate.com coinpayments.net nowpayments.io ccavenue.com billdesk.com instamojo.com payumoney.com
  paygate.co.za paymob.com hyperpay.com telr.com moyasar.com pagseguro.uol.com.br openpay.mx conekta.com
  webpay.cl placetopay.com dlocal.com xendit.co midtrans.com 2c2p.com omise.co ipay88.com paymongo.com
  ecpay.com.tw newebpay.com tosspayments.com payjp.jp windcave.com moneris.com`;

const LOGGING_IN = `accounts.google.com appleid.apple.com idmsa.apple.com login.microsoftonline.com login.microsoft.com
  login.live.com login.windows.net b2clogin.com auth0.com okta.com onelogin.com pingone.com duosecurity.com amazoncognito.com
  login.salesforce.com login.yahoo.com signin.aws.amazon.com
  id.vk.com oauth.vk.com login.vk.com passport.yandex.ru oauth.yandex.ru account.mail.ru connect.ok.ru
  esia.gosuslugi.ru id.tbank.ru id.sber.ru login.mos.ru
  spid.gov.it identity.infocert.it loginspid.aruba.it posteid.poste.it login.id.tim.it identity.sieltecloud.it
  spid.register.it id.lepida.it idp.namirialtsp.com spid.intesigroup.com spid.teamsystem.com id.eht.eu
  loginspid.infocamere.it idserver.servizicie.interno.gov.it
  bankid.com bankid.no mitid.dk freja.com idporten.no signicat.com suomi.fi smart-id.com digid.nl itsme.services itsme-id.com
  spid.intesa.it ciam.cie.gov.it account.live.com account.microsoft.com account.apple.com microsoftonline.com
  login.aol.com id.atlassian.com auth.atlassian.com oauth.telegram.org login.mts.ru sso.mos.ru
  verimi.de netid.de nemid.nu eherkenning.nl id.austria.gv.at autenticacao.gov.pt login.gov.pl profil-zaufany.pl
  bankid.cz mojeid.cz tara.ria.ee eparaksts.lv accounts.dev kinde.com stytch.com workos.com frontegg.com descope.com
  franceconnect.gouv.fr clave.gob.es id.bund.de swissid.ch login.gov id.me account.gov.uk`;

const HOSTS: ReadonlySet<string> = new Set(`${PAYING} ${LOGGING_IN}`.split(/\s+/));

/**
 * @param host in small letters, without `www.`
 * @param also more hosts, of the configuration
 */
export function isPassedThrough(host: string, also: readonly string[] = []): boolean {
  const labels = host.split('.');
  return labels.some((_, from) => {
    const ending = labels.slice(from).join('.');
    return HOSTS.has(ending) || also.includes(ending);
  });
}
