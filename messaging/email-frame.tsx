import type { PropsWithChildren } from '@kitajs/html';

const SANS = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const MONO = 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;';
const WRAP = 'overflow-wrap:anywhere;word-break:break-word;';
const INK = 'color:#1b1f24;';
const SOFT = 'color:#57606a;';

/** Inline, for clients that drop style sheets; dark and narrow come from the sheet below, where it is kept. */
export const STYLES = {
  heading: `margin:0 0 12px;${INK}font-size:24px;line-height:30px;font-weight:700;`,
  subheading: `margin:24px 0 8px;${INK}font-size:15px;line-height:22px;font-weight:700;`,
  title: `margin:0 0 16px;${INK}${MONO}${WRAP}font-size:15px;line-height:22px;font-weight:600;`,
  paragraph: `margin:0 0 8px;${INK}${WRAP}font-size:16px;line-height:24px;`,
  small: `margin:8px 0 0;${SOFT}${WRAP}font-size:13px;line-height:20px;`,
  facts: 'margin:20px 0 0;border-collapse:collapse;table-layout:fixed;width:100%;',
  label: `width:32%;padding:9px 12px 9px 0;border-top:1px solid #d5d9df;text-align:left;vertical-align:top;${SOFT}${WRAP}font-size:14px;line-height:21px;font-weight:400;`,
  value: `padding:9px 0;border-top:1px solid #d5d9df;text-align:start;vertical-align:top;unicode-bidi:isolate;${INK}${WRAP}font-size:15px;line-height:21px;`,
  document: `padding:12px 14px;border-radius:6px;background-color:#f3f5f8;white-space:pre-wrap;${INK}${MONO}${WRAP}font-size:13px;line-height:20px;`,
  reason: `padding:4px 0 4px 14px;border-left:4px solid #b6bec9;white-space:pre-wrap;${INK}${WRAP}font-size:15px;line-height:23px;`,
  claims: 'padding:0 0 0 14px;border-left:4px solid #b6bec9;',
  link: 'color:#1f5fbf;text-decoration:underline;',
};

/** Classes with !important, because that is the only way past an inline style. */
const SHEET = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a[x-apple-data-detectors], u + #body a.detected { color: inherit !important; text-decoration: none !important; }
@media (max-width: 480px) {
  .outer { padding: 12px 8px !important; }
  .card { padding: 20px 16px !important; }
  .label, .value { display: block !important; width: auto !important; }
  .label { padding: 9px 0 0 !important; }
  .value { padding: 0 0 9px !important; border-top: 0 !important; }
  .button { display: block !important; width: auto !important; }
  .gap { display: block !important; width: auto !important; height: 12px !important; }
}
@media (prefers-color-scheme: dark) {
  .paper { background-color: #14171b !important; }
  .card { background-color: #1d2126 !important; border-color: #3a4048 !important; }
  .ink { color: #e7eaee !important; }
  .soft { color: #a5adb8 !important; }
  .line { border-color: #3a4048 !important; }
  .panel { background-color: #14171b !important; }
  .words { border-color: #6b7480 !important; }
  .link { color: #7fb0ff !important; }
}
`;

interface FrameProps {
  subject: string;
  /** What a list of mails shows after the subject. */
  preview: string;
}

export function Frame({ subject, preview, children }: PropsWithChildren<FrameProps>) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="supported-color-schemes" content="light dark" />
          <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
          <meta name="x-apple-disable-message-reformatting" />
          <title safe>{subject}</title>
          <style>{SHEET}</style>
        </head>
        <body id="body" class="paper" style="margin:0;padding:0;background-color:#f3f5f8;">
          <div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;" safe>
            {preview}
          </div>
          <table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" bgcolor="#f3f5f8">
            <tr>
              <td class="outer" align="center" style="padding:32px 16px;">
                <Card>{children as string}</Card>
              </td>
            </tr>
          </table>
        </body>
      </html>
    </>
  );
}

function Card({ children }: PropsWithChildren) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;table-layout:fixed;">
      <tr>
        <td class="soft" align="left" style={`padding:0 4px 10px;${SANS}${SOFT}font-size:14px;font-weight:700;`}>
          SafeFetch
        </td>
      </tr>
      <tr>
        <td
          class="card"
          align="left"
          style={`padding:28px 32px;background-color:#ffffff;border:1px solid #d5d9df;border-radius:10px;${SANS}`}
        >
          {children as string}
        </td>
      </tr>
    </table>
  );
}

const TONES = { approve: '#1a7f37', reject: '#b3261e', plain: '#1f5fbf' };

/** A cell that is a button; the link fills it, so that all of it can be pressed. */
export function Button({ href, label, tone }: { href: string; label: string; tone: keyof typeof TONES }) {
  const color = TONES[tone];
  return (
    <td class="button" align="center" style={`border-radius:6px;background-color:${color};`}>
      <a
        href={href}
        style={`display:block;padding:13px 20px;${SANS}color:#ffffff;font-size:16px;line-height:22px;font-weight:700;text-decoration:none;`}
        safe
      >
        {label}
      </a>
    </td>
  );
}
