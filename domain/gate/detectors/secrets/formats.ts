/**
 * Credentials that can be told by their form alone. The forms are those that their issuers document; the well-known
 * collections of such rules (gitleaks, secretlint) name the same ones. Every quantifier is over one class of characters
 * that what follows does not begin with, so that no text can make a pattern try twice.
 */
export const SECRET_FORMATS: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'private key',
    // The words alone stand in many a manual; a key has a body.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr]){0,8}(?:[A-Za-z-]{3,20}: [^\n\\]{0,80}(?:\s|\\[nr]){1,8}){0,4}[A-Za-z0-9+/]{20}/,
  },
  { name: 'private key', pattern: /\bMII[A-Za-z0-9+/]{3,5}(?:IBAAKC|IBADANBgkqhkiG9w0BAQEFAASC)/ },
  { name: 'private key', pattern: /\b(?:private|wallet|signing|secret)\b[^\n]{0,30}\b0x[0-9a-f]{64}\b/i },
  { name: 'private key', pattern: /\bPuTTY-User-Key-File-\d:/ },
  { name: 'private key', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{50}/ },
  { name: 'AWS key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)(?!X{4})[A-Z0-9]{16}\b/ },
  { name: 'Google key', pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{24}/ },
  { name: 'Azure key', pattern: /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40}|[?&]sig=[A-Za-z0-9%+/]{40}/ },
  { name: 'Azure key', pattern: /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/ },
  { name: 'GitHub token', pattern: /\bgh[pousr]_(?!x{4})(?:[A-Za-z0-9]{30}|\w{1,20}_eyJ)|\bgithub_pat_\w{40}/ },
  { name: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{20}/ },
  { name: 'Slack token', pattern: /\bxox[abeoprs](?:\.xox[bp])?-[\w-]{10}|\bxapp-\d-[\w-]{10}/ },
  {
    name: 'webhook address',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/T(?!0{4})\w{6,12}\/[\w/]{10}/,
  },
  { name: 'webhook address', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/[\w-]{30}/ },
  { name: 'webhook address', pattern: /\.webhook\.office\.com\/webhookb2\/[\w@-]{30}/ },
  { name: 'Stripe key', pattern: /\b[rs]k_(?:live|test)_(?!x{4})[A-Za-z0-9]{10}|\bwhsec_[A-Za-z0-9+/]{20}/ },
  { name: 'Anthropic key', pattern: /\bsk-ant-[\w-]{20}/ },
  { name: 'OpenAI key', pattern: /\bsk-(?:proj|svcacct|admin|None)-[\w-]{20}|\bsk-[A-Za-z0-9]{32}/ },
  { name: 'OpenRouter key', pattern: /\bsk-or-v1-[0-9a-f]{32}/ },
  { name: 'SafeFetch key', pattern: /\bsf_(?:live|test)_[A-Za-z0-9]{40}/ },
  {
    name: 'registry token',
    pattern: /\bnpm_[A-Za-z0-9]{30}|\bpypi-AgE[\w-]{40}|\bdckr_[po]at_[\w-]{20}|\brubygems_[0-9a-f]{40}/,
  },
  { name: 'Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30}/ },
  { name: 'SendGrid key', pattern: /\bSG\.[\w-]{20,24}\.[\w-]{40}/ },
  { name: 'Twilio key', pattern: /\bSK[0-9a-f]{32}\b/ },
  { name: 'Mailgun key', pattern: /\bkey-[0-9a-f]{32}\b/ },
  { name: 'Telegram token', pattern: /(?<!\d)\d{8,10}:AA[\w-]{32}/ },
  { name: 'Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[A-Za-z0-9]{32}/ },
  { name: 'Square token', pattern: /\bsq0(?:atp|csp|idp)-[\w-]{22}|\bEAAA[\w-]{60}/ },
  {
    name: 'cloud token',
    pattern: /\bdo[opr]_v1_[0-9a-f]{60}|\bhv[sb]\.[\w-]{24}|\bdapi[0-9a-f]{32}|\btskey-[a-z]{2,10}-\w{10}/,
  },
  {
    name: 'service token',
    pattern:
      /\b(?:lin_api_|ntn_|secret_|glsa_|sntry[su]_|ATATT3|PMAK-|figd_|pat-(?:na|eu)1-|rzp_live_|AQVN|xkeysib-|r8_|gsk_|ops_eyJ|glc_eyJ|vc[aikpr]_|pplx-|nvapi-|vercel_|sbp_|fo1_|FlyV1 )[\w-]{20}/,
  },
  {
    name: 'service token',
    pattern:
      /\b(?:NRAK-|dp\.pt\.|pul-|CCIPAT_|bkua_|nfp_|pscale_tkn_|sk\.eyJ|xai-|lsv2_pt_|tvly-|fc-|e2b_|r8_|phc_|phx_)[\w-]{24}|\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40}/,
  },
  { name: 'one-time password secret', pattern: /\botpauth:\/\/\w{4}\/[^\s]{0,80}[?&]secret=[A-Z2-7]{10}/i },
  {
    name: 'recovery phrase',
    pattern:
      /\b(?:seed|recovery|mnemonic|wallet|backup)[ -](?:phrase|words?)\b[^\n:]{0,60}?(?::| is| are)\s{0,3}(?:[a-z]{3,8}[ ,]{1,2}){11}[a-z]{3}/i,
  },
  {
    name: 'recovery phrase',
    pattern: /\b(?:wallet|ledger|trezor|metamask|mnemonic)\b[^\n:]{0,80}:\s{0,3}(?:[a-z]{3,8} ){11}[a-z]{3,8}\b/i,
  },
  {
    name: 'recovery code',
    pattern:
      /\b(?:backup|recovery|rescue|2fa|mfa|scratch)[ -]codes?\b[^\n\d]{0,30}(?=[a-z-]{0,6}\d)[A-Za-z0-9]{4,6}[- ][A-Za-z0-9]{4,6}\b/i,
  },
  { name: 'password hash', pattern: /\$(?:2[aby]\$\d\d|[156y]|apr1|argon2id?)\$[./A-Za-z0-9$=,+]{20}/ },
  { name: 'JSON Web Token', pattern: /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10}/ },
];
