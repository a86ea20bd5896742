/** Injections in languages that part no words, or few: whole stretches are matched. */
const WITHOUT_SPACES: readonly [string, RegExp][] = [
  [
    'instruction override',
    /(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要遵守|不要遵循|抛开|覆盖|绕过).{0,10}(?:之前|以前|上面|以上|先前|前面|此前|原来|所有|一切|你的).{0,8}(?:指令|指示|规则|規則|提示|命令|要求|内容|限制|设定)/,
  ],
  [
    'instruction override',
    /(?:以前|これまで|今まで|前|上記|上|すべて|全て|全).{0,10}(?:指示|命令|ルール|プロンプト|指令|制約|設定).{0,8}(?:無視|忘れ|破棄|取り消|従わない)/,
  ],
  [
    'instruction override',
    /(?:이전|위|앞|모든|기존|지금까지).{0,10}(?:지시|명령|규칙|프롬프트|지침|제한).{0,8}(?:무시|잊|따르지)/,
  ],
  [
    'instruction override',
    /(?:تجاهل|انس|تجاهلي|تجاهلوا).{0,20}(?:التعليمات|الأوامر|القواعد|تعليمات|الارشادات|الإرشادات).{0,20}(?:السابقة|أعلاه|كل|جميع)?/,
  ],
  ['instruction override', /(?:पिछले|पहले|ऊपर).{0,20}(?:निर्देश|नियम|आदेश).{0,20}(?:अनदेखा|नज़रअंदाज़|भूल|नजरअंदाज)/],
  ['new role', /(?:不再受|没有|不受|無).{0,6}(?:限制|规则|約束|约束).{0,4}(?:的|限制|约束)/],
  ['new role', /制限(?:の)?(?:ない|なし|無い).{0,6}(?:AI|アシスタント|モデル)/i],
  ['new role', /(?:제한|제약|규칙)(?:이|은)? ?없는.{0,6}(?:ai|에이아이|어시스턴트|모델|챗봇)/i],
  [
    'prompt leak',
    /(?:输出|显示|告诉我|打印|重复|透露|泄露|展示).{0,8}(?:系统提示|系统指令|提示词|系统消息|隐藏指令|初始指令)/,
  ],
  ['prompt leak', /(?:システムプロンプト|隠された指示|初期指示|システムメッセージ).{0,8}(?:表示|教え|出力|見せ|開示)/],
  ['prompt leak', /시스템 ?(?:프롬프트|지시|메시지).{0,8}(?:보여|출력|알려|공개)/],
];

/** @returns the names of what is there in languages that part no words, or few. */
export function withoutSpaces(view: string): string[] {
  return WITHOUT_SPACES.filter(([, pattern]) => pattern.test(view)).map(([name]) => name);
}
