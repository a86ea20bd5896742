/** Ways around the gate in languages that part no words, or few: whole stretches are matched. */
const CHINESE = '审批|审核|复核|校验|验证|安全检查|安全网关|网关|策略检查|審批|審核|驗證';
const CHINESE_UNDO = '关掉|关闭|关了|停用|禁用|绕过|绕开|跳过|取消|屏蔽|关閉|繞過|跳過|停掉|忽略';
const JAPANESE = '承認|審査|チェック|検証|ゲート|レビュー|ポリシー';
const KOREAN = '승인|검토|검증|게이트|안전 ?점검|보안 ?검사';

const WAYS: readonly [string, RegExp][] = [
  ['switching checks off', new RegExp(`(?<![不勿]|禁止|不要|不得|不能)(?:${CHINESE_UNDO}).{0,8}(?:${CHINESE})`)],
  ['switching checks off', new RegExp(`(?:${CHINESE}).{0,8}(?<![不勿]|禁止|不要|不得|不能)(?:${CHINESE_UNDO})`)],
  [
    'acting without approval',
    new RegExp(`(?:不经|未经|不用|无需|不走)(?:过)?(?:${CHINESE}).{0,6}(?:直接|就|执行|发送|付款|转账)`),
  ],
  [
    'switching checks off',
    new RegExp(
      `(?:${JAPANESE}).{0,12}(?:無効|スキップ|回避|バイパス|省略|飛ばし|迂回|オフに|外し|止めて)(?!.{0,8}(?:ない|ません|禁止|不可))`,
    ),
  ],
  [
    'acting without approval',
    new RegExp(
      `(?:${JAPANESE}).{0,6}(?:なしで|通さず|待たず|経ず|受けず).{0,16}(?:実行|送|進め|払|処理)(?!.{0,8}(?:ない|ません|禁止|不可))`,
    ),
  ],
  [
    'switching checks off',
    new RegExp(`(?:${KOREAN}).{0,10}(?:우회|건너뛰|생략|비활성|꺼 ?줘|꺼라|끄고|무시)(?!.{0,6}(?:마|않|금지|안 ))`),
  ],
  [
    'acting without approval',
    new RegExp(`(?:${KOREAN}) ?없이.{0,16}(?:실행|보내|진행|송금|처리)(?!.{0,6}(?:마|않|금지|안 ))`),
  ],
];

/** @returns the names of what is asked for in languages that part no words, or few. */
export function withoutSpaces(view: string): string[] {
  return WAYS.filter(([, pattern]) => pattern.test(view)).map(([name]) => name);
}
