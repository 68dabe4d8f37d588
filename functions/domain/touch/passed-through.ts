// Hosts that a visitor passes through and comes back from, to pay or to log in: data for reading referrers.
//
// Not where somebody comes from, and not who brought the sale. GA4 leaves such hosts to each property's list of unwanted
// referrals. Each host stands for all under it.

const PAYING = `stripe.com paypal.com paypal.me klarna.com adyen.com mollie.com satispay.com scalapay.com
  afterpay.com clearpay.co.uk clearpay.com affirm.com sezzle.com zip.co quadpay.com alma.eu getalma.eu oney.com
  pagantis.com sequra.com sequra.es tabby.ai tamara.co twisto.cz
  shop.app checkout.shopify.com pay.shopify.com pay.amazon.com payments.amazon.com payments.amazon.co.uk
  payments.amazon.de payments.amazon.es payments.amazon.fr payments.amazon.it payments.amazon.co.jp apay-us.amazon.com
  pay.google.com payments.google.com applepay.cdn-apple.com
  sofort.com giropay.de paydirekt.de gocardless.com squareup.com checkout.square.site
  worldpay.com commerce.coinbase.com bitpay.com coingate.com paysafecard.com paysafe.com
  skrill.com neteller.com checkout.com braintreegateway.com braintree-api.com authorize.net 2checkout.com
  avangate.com verifone.cloud paddle.com fastspring.com chargebee.com recurly.com lemonsqueezy.com
  sumup.com zettle.com viva.com vivapayments.com checkout.revolut.com payoneer.com mangopay.com
  lemonway.com lemonway.fr multisafepay.com buckaroo.nl pay.nl icepay.com docdatapayments.com ideal.nl
  bancontact.com payconiq.com ogone.com worldline.com worldline-solutions.com saferpay.com datatrans.com
  postfinance.ch twint.ch wallee.com computop-paygate.com novalnet.de unzer.com heidelpay.com secupay.com
  payone.com payone.de barclaycardsmartpay.com sagepay.com opayo.eu.elavon.com elavon.com globalpay.com
  realexpayments.com cardinalcommerce.com arcot.com trustly.com truelayer.com tink.com token.io
  nexi.it nexigroup.com nets.eu axerve.com sella.it gestpay.net postepay.it bancomatpay.it pagopa.gov.it pagopa.it
  monetaonline.it unicreditpagonline.it paytipper.com hype.it
  swish.nu vipps.no mobilepay.dk quickpay.net bambora.com epay.dk billwerk.plus
  payu.com payu.in payulatam.com przelewy24.pl dotpay.pl tpay.com blik.com redsys.es sermepa.es bizum.es paycomet.com
  paylands.com multibanco.pt easypay.pt ifthenpay.com mbway.pt gpwebpay.com comgate.cz gopay.com barion.com
  simplepay.hu monri.com wspay.info corvuspay.com euplatesc.ro netopia-payments.com mobilpay.ro epay.bg borica.bg
  yookassa.ru yoomoney.ru robokassa.ru robokassa.com securepay.tinkoff.ru pay.tbank.ru cloudpayments.ru qr.nspk.ru
  securepayments.sberbank.ru ecomspb.ru payment.alfabank.ru pay.alfabank.ru payanyway.ru unitpay.ru unitpay.money
  qiwi.com payform.ru paymaster.ru payselection.com pay.mts.ru pay.yandex.ru chronopay.com best2pay.net
  uniteller.ru bepaid.by webpay.by liqpay.ua wayforpay.com fondy.eu fondy.ua portmone.com.ua
  iyzico.com paytr.com param.com.tr razorpay.com cashfree.com ccavenue.com billdesk.com securegw.paytm.in
  instamojo.com alipay.com unionpay.com unionpaysecure.com paypay.ne.jp gmo-pg.com komoju.com
  xendit.co midtrans.com doku.com paymongo.com 2c2p.com omise.co ipay88.com molpay.com
  mercadopago.com mercadopago.com.br mercadopago.com.ar mercadopago.com.mx pagseguro.uol.com.br pagbank.com.br
  pagar.me cielo.com.br conekta.com openpay.mx ebanx.com dlocal.com flutterwave.com paystack.com
  paystack.co payfast.co.za yoco.com peachpayments.com moyasar.com hyperpay.com paytabs.com telr.com`;

const LOGGING_IN = `accounts.google.com appleid.apple.com idmsa.apple.com login.microsoftonline.com login.microsoft.com
  login.live.com login.windows.net b2clogin.com ciamlogin.com account.microsoft.com
  auth0.com okta.com oktapreview.com onelogin.com pingone.com pingone.eu pingidentity.com duosecurity.com
  amazoncognito.com clerk.accounts.dev stytch.com kinde.com workos.com authkit.app login.salesforce.com
  login.yahoo.com api.login.yahoo.com signin.aws.amazon.com
  id.vk.com id.vk.ru oauth.vk.com login.vk.com login.vk.ru passport.yandex.ru passport.yandex.com oauth.yandex.ru
  oauth.yandex.com account.mail.ru o2.mail.ru connect.ok.ru esia.gosuslugi.ru id.tbank.ru id.tinkoff.ru id.sber.ru
  online.sberbank.ru login.mos.ru id.alfabank.ru
  spid.gov.it identity.infocert.it loginspid.aruba.it posteid.poste.it login.id.tim.it identity.sieltecloud.it
  spid.register.it id.lepida.it idp.namirialtsp.com spid.intesa.it spid.intesigroup.com spid.teamsystem.com id.eht.eu
  idserver.servizicie.interno.gov.it loginspid.infocamere.it cie.gov.it
  bankid.com bankid.no bankid.cz mitid.dk nemid.nu freja.com frejaeid.com idporten.no signicat.com grandid.com
  criipto.id idura.broker suomi.fi tunnistautuminen.suomi.fi smart-id.com eidas.ec.europa.eu ecas.ec.europa.eu
  digid.nl eherkenning.nl idin.nl itsme-id.com itsme.services itsme.be fas.openminds.eid.belgium.be
  franceconnect.gouv.fr clave.gob.es autenticacao.gov.pt id.bund.de verimi.de swissid.ch id-austria.gv.at
  login.gov id.me access.service.gov.uk signin.service.gov.uk account.gov.uk`;

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
