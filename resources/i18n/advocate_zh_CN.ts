<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>advocate</name>
    <message>
        <source>({count} more not read)</source>
        <translation>（另有 {count} 张没有读出）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>2026-03-05</source>
        <translation>2026-03-05</translation>
    </message>
    <message>
        <source>2026-03-05 20:12</source>
        <translation>2026-03-05 20:12</translation>
    </message>
    <message>
        <source>3:20 or seconds</source>
        <translation>3:20 或秒数</translation>
    </message>
    <message>
        <source>A colleague looked at it again</source>
        <translation>同事复核后认为成立</translation>
    </message>
    <message>
        <source>A form to write contacts down by hand</source>
        <translation>手写记录联系的表格</translation>
    </message>
    <message>
        <source>A name is enough to begin. What complaints need can be added later.</source>
        <translation>先填姓名即可，投诉所需的其他内容可以以后补充。</translation>
    </message>
    <message>
        <source>A number in this test is the program's own and no law.</source>
        <translation>该检验中的数字是程序自定的，不是法律规定。</translation>
    </message>
    <message>
        <source>A preview. Nothing leaves the vault yet.</source>
        <translation>这是文书现状的预览；生成之前，任何内容都不会离开保险库。</translation>
    </message>
    <message>
        <source>About which debt</source>
        <translation>关于哪笔债务</translation>
    </message>
    <message>
        <source>Above by {amount}</source>
        <translation>超出 {amount}</translation>
    </message>
    <message>
        <source>Above the cap</source>
        <translation>超出上限</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept all proposals (Enter)</source>
        <translation>接受全部建议（Enter）</translation>
    </message>
    <message>
        <source>Accept every certain row of all screenshots (Ctrl+Shift+Enter)</source>
        <translation>接受所有截图中全部无疑问的行（Ctrl+Shift+Enter）</translation>
    </message>
    <message>
        <source>Accept every certain row of this screenshot (Ctrl+Enter)</source>
        <translation>接受本张截图中全部无疑问的行（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Accept proposals</source>
        <translation>接受全部建议</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Account at the rate of the cap</source>
        <translation>按上限计的账</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a debt</source>
        <translation>添加债务</translation>
    </message>
    <message>
        <source>Add a table that compares the calls with the carrier's bill</source>
        <translation>附上通话与运营商详单的核对表</translation>
    </message>
    <message>
        <source>Add evidence</source>
        <translation>添加证据</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add the phrase and look at the cases again</source>
        <translation>添加并重新评估各案件</translation>
    </message>
    <message>
        <source>Add the screenshot or the files in the clipboard (Ctrl+V)</source>
        <translation>添加剪贴板中的截图或文件（Ctrl+V）</translation>
    </message>
    <message>
        <source>Add to the ledger</source>
        <translation>记入账目</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>入库时间</translation>
    </message>
    <message>
        <source>Added on</source>
        <translation>添加日期</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Adopt the new text</source>
        <translation>采用新文本</translation>
    </message>
    <message>
        <source>Advocate</source>
        <translation>维权工作台</translation>
    </message>
    <message>
        <source>Agency</source>
        <translation>催收机构</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All cases</source>
        <translation>全部案件</translation>
    </message>
    <message>
        <source>All cases (Alt+Left)</source>
        <translation>全部案件（Alt+←）</translation>
    </message>
    <message>
        <source>All certain</source>
        <translation>本张无疑问的</translation>
    </message>
    <message>
        <source>All certain in all screenshots ({count})</source>
        <translation>全部截图无疑问的（{count}）</translation>
    </message>
    <message>
        <source>All changes are saved.</source>
        <translation>所有改动均已保存。</translation>
    </message>
    <message>
        <source>All debts and lenders</source>
        <translation>全部债务和债权人</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>全部文件 (*)</translation>
    </message>
    <message>
        <source>All media</source>
        <translation>全部方式</translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>All {count} examples hold.</source>
        <translation>{count} 个示例全部通过。</translation>
    </message>
    <message>
        <source>All {count} originals are unaltered ({size} compared with their SHA-256).</source>
        <translation>{count} 件原件均未改动（已按 SHA-256 比对 {size}）。</translation>
    </message>
    <message>
        <source>Also 22:15, yesterday 22:15, 3-5 22:15, or a date alone</source>
        <translation>也可写 22:15、昨天 22:15、3-5 22:15，或只写日期</translation>
    </message>
    <message>
        <source>Alt + digit, or type below</source>
        <translation>按 Alt+数字，或在下面输入</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Amount by contract</source>
        <translation>合同金额</translation>
    </message>
    <message>
        <source>Annual cost (IRR)</source>
        <translation>年化成本（IRR）</translation>
    </message>
    <message>
        <source>Annual rate by contract (%)</source>
        <translation>合同年利率（%）</translation>
    </message>
    <message>
        <source>Another text of the rules</source>
        <translation>规则的另一文本</translation>
    </message>
    <message>
        <source>Another vault…</source>
        <translation>其他保险库…</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已接听</translation>
    </message>
    <message>
        <source>Apart</source>
        <translation>相差</translation>
    </message>
    <message>
        <source>Appears</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Arrow keys or Tab: row by row · Enter: accept · F2: correct · Space: other side · Del: reject · Ctrl+Enter: all certain ones here · Ctrl+Shift+Enter: of all screenshots</source>
        <translation>方向键或 Tab：逐行 · Enter：接受 · F2：更正 · 空格：换到对方/本方 · Del：不采用 · Ctrl+Enter：本张无疑问的全部接受 · Ctrl+Shift+Enter：所有截图的</translation>
    </message>
    <message>
        <source>As</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>As the chat spells the name</source>
        <translation>聊天中显示的名字</translation>
    </message>
    <message>
        <source>At least {count} characters. Several words are easier to remember.</source>
        <translation>至少 {count} 个字符。用几个词连起来更好记。</translation>
    </message>
    <message>
        <source>Backups of phones, chats, mail, bills, tables, address books, recordings and pictures: what they are is found by their content, and each original is kept.</source>
        <translation>手机备份、聊天记录、邮件、话单、表格、通讯录、录音、截图都可以：按内容识别，每件原件都会保留。</translation>
    </message>
    <message>
        <source>Bank staff</source>
        <translation>银行工作人员</translation>
    </message>
    <message>
        <source>Begin all the same</source>
        <translation>仍然开始</translation>
    </message>
    <message>
        <source>Begin the complaint</source>
        <translation>开始投诉</translation>
    </message>
    <message>
        <source>Behaviours</source>
        <translation>行为</translation>
    </message>
    <message>
        <source>Boundary cases and counts for which no law sets a number. They are no findings and go into no complaint.</source>
        <translation>临界情形，以及没有法定数字的次数。它们不是涉嫌违规，也不会写入投诉。</translation>
    </message>
    <message>
        <source>Build a draft…</source>
        <translation>生成草稿…</translation>
    </message>
    <message>
        <source>Build the packet…</source>
        <translation>生成材料包…</translation>
    </message>
    <message>
        <source>Building the packet</source>
        <translation>正在生成材料包</translation>
    </message>
    <message>
        <source>Built: {pages} pages and {files} files in {folder}</source>
        <translation>已生成：{pages} 页，共 {files} 个文件，保存在 {folder}</translation>
    </message>
    <message>
        <source>By</source>
        <translation>添加人</translation>
    </message>
    <message>
        <source>By number and day</source>
        <translation>按号码和日期</translation>
    </message>
    <message>
        <source>By whom</source>
        <translation>谁告知的</translation>
    </message>
    <message>
        <source>CSV to fill in</source>
        <translation>填写用 CSV</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>名目</translation>
    </message>
    <message>
        <source>Calls of one number</source>
        <translation>一个号码的通话</translation>
    </message>
    <message>
        <source>Calls of the phone beside the carrier's bill</source>
        <translation>手机通话与运营商详单的核对</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Caps that bind this lender</source>
        <translation>约束该债权人的上限</translation>
    </message>
    <message>
        <source>Captured</source>
        <translation>拍摄时间</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Case no.</source>
        <translation>案号</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Category, or a name of your own</source>
        <translation>类别（可自拟名称）</translation>
    </message>
    <message>
        <source>Change a debt</source>
        <translation>修改债务</translation>
    </message>
    <message>
        <source>Change a notice</source>
        <translation>修改告知</translation>
    </message>
    <message>
        <source>Change: {what}</source>
        <translation>修改：{what}</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>修改…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>待核对</translation>
    </message>
    <message>
        <source>Check before you confirm: {questions}</source>
        <translation>确认前请核对：{questions}</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择文件夹。</translation>
    </message>
    <message>
        <source>Choose above each column; the next file with the same heads is read at once.</source>
        <translation>在每列上方选择含义；以后列名相同的文件会直接读取。</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Claimed to be</source>
        <translation>自称</translation>
    </message>
    <message>
        <source>Claimed to be: {names}.</source>
        <translation>曾自称：{names}。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>求助人</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Collection   C</source>
        <translation>催收   C</translation>
    </message>
    <message>
        <source>Collection agency</source>
        <translation>催收公司</translation>
    </message>
    <message>
        <source>Compare every original with the hash taken on the way in</source>
        <translation>将每件原件与入库时的哈希比对</translation>
    </message>
    <message>
        <source>Against the bill…</source>
        <translation>与详单核对…</translation>
    </message>
    <message>
        <source>Compared calls</source>
        <translation>核对的通话</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Confirm what was rejected</source>
        <translation>改为确认此前否定的事项</translation>
    </message>
    <message>
        <source>Confirm {count}</source>
        <translation>确认 {count} 项</translation>
    </message>
    <message>
        <source>Confirm {count} findings, rejected ones among them</source>
        <translation>确认 {count} 项，其中有此前被否定的</translation>
    </message>
    <message>
        <source>Confirmed findings, the evidence behind them and a letter become one packet for the regulator.</source>
        <translation>把已确认的涉嫌违规、证据和投诉书整理成一份提交监管机构的材料包。</translation>
    </message>
    <message>
        <source>Contact diary</source>
        <translation>催收联系日记</translation>
    </message>
    <message>
        <source>Contact saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>骚扰联系</translation>
    </message>
    <message>
        <source>Contacts agreed from</source>
        <translation>约定可联系时间，从</translation>
    </message>
    <message>
        <source>Contacts behind it</source>
        <translation>所依据的联系</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>合同</translation>
    </message>
    <message>
        <source>Contract {number}</source>
        <translation>合同 {number}</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation>复制 SHA-256</translation>
    </message>
    <message>
        <source>Cost not known yet</source>
        <translation>成本未知</translation>
    </message>
    <message>
        <source>Court</source>
        <translation>法院</translation>
    </message>
    <message>
        <source>Covers</source>
        <translation>覆盖时间</translation>
    </message>
    <message>
        <source>Create a vault</source>
        <translation>新建保险库</translation>
    </message>
    <message>
        <source>Create the vault</source>
        <translation>新建保险库</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>正在新建…</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Data sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Date of the contract</source>
        <translation>合同日期</translation>
    </message>
    <message>
        <source>Dates are written</source>
        <translation>日期的写法</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Day first</source>
        <translation>日在前</translation>
    </message>
    <message>
        <source>Day first: {date}</source>
        <translation>日在前：{date}</translation>
    </message>
    <message>
        <source>Day – month – year</source>
        <translation>日 – 月 – 年</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>Days that the sources cover</source>
        <translation>各来源涵盖的日期</translation>
    </message>
    <message>
        <source>Debts</source>
        <translation>债务</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>以后再定</translation>
    </message>
    <message>
        <source>Decided ones among them</source>
        <translation>其中已作决定的</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>处理记录</translation>
    </message>
    <message>
        <source>Demanded</source>
        <translation>被要求</translation>
    </message>
    <message>
        <source>Demanded now</source>
        <translation>现在被要求的金额</translation>
    </message>
    <message>
        <source>Demanded on</source>
        <translation>要求的日期</translation>
    </message>
    <message>
        <source>Diary form…</source>
        <translation>日记表…</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Direction, where no column says it</source>
        <translation>没有列说明时的方向</translation>
    </message>
    <message>
        <source>Does not fit</source>
        <translation>不适合本案</translation>
    </message>
    <message>
        <source>Drop a phone's backup, chats, bills, recordings or pictures anywhere on this window. What is read waits here until you say what belongs to the record.</source>
        <translation>把手机备份、聊天记录、话单、录音或截图拖到窗口任意处。读出的内容先在这里等候，由你决定哪些归入记录。</translation>
    </message>
    <message>
        <source>Drop files anywhere on this page, or paste a screenshot with Ctrl+V.</source>
        <translation>可把文件拖到本页任意位置，或按 Ctrl+V 粘贴截图。</translation>
    </message>
    <message>
        <source>Drop files, folders or archives anywhere on this window.</source>
        <translation>把文件、文件夹或压缩包拖到窗口任意处。</translation>
    </message>
    <message>
        <source>Drop files, folders or archives here</source>
        <translation>把文件、文件夹或压缩包拖到这里</translation>
    </message>
    <message>
        <source>Drop screenshots of messages and calls on the window, or paste one with Ctrl+V.</source>
        <translation>把短信、聊天或通话记录的截图拖到窗口上，或用 Ctrl+V 粘贴。</translation>
    </message>
    <message>
        <source>Drop screenshots, recordings, bills or letters here, or paste a screenshot with Ctrl+V. Each original is hashed on the way in and never altered.</source>
        <translation>把截图、录音、账单、信函拖到这里，或按 Ctrl+V 粘贴截图。每件原件入库时即计算哈希，此后不再改动。</translation>
    </message>
    <message>
        <source>Drop to add as evidence</source>
        <translation>松开即添加为证据</translation>
    </message>
    <message>
        <source>Drop to import into this case</source>
        <translation>松开即导入本案</translation>
    </message>
    <message>
        <source>Drop to read</source>
        <translation>松开即读取</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Each line is one request. Empty returns to the suggested ones.</source>
        <translation>每行一项；清空后恢复为建议的请求。</translation>
    </message>
    <message>
        <source>Edit the contact</source>
        <translation>编辑联系</translation>
    </message>
    <message>
        <source>Edit this contact</source>
        <translation>编辑这条联系</translation>
    </message>
    <message>
        <source>Edit this contact (E)</source>
        <translation>编辑这条联系（E）</translation>
    </message>
    <message>
        <source>Enter or C confirms, R rejects. A click on a rule takes all of its findings.</source>
        <translation>回车或 C 确认，R 否定；点击规则名可选中其全部提示。</translation>
    </message>
    <message>
        <source>Enter takes {collection} and leaves out {ordinary}; {unsure} unsure ones stay</source>
        <translation>按 Enter：归入记录 {collection} 条，略去 {ordinary} 条，拿不准的 {unsure} 条留下</translation>
    </message>
    <message>
        <source>Enter the loan as on the contract, what was really received, and each repayment: the real annual cost stands here beside the caps that bind this lender.</source>
        <translation>按合同登记借款、实际到账和每一笔还款：这里会列出真实的年化成本，以及约束该债权人的上限。</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>Entries of this sender</source>
        <translation>这个来源的条目</translation>
    </message>
    <message>
        <source>Every entry can be taken</source>
        <translation>全部条目都可以导入</translation>
    </message>
    <message>
        <source>Every original is kept with its hash; an import can be taken back whole.</source>
        <translation>每件原件连同哈希值保存；每次导入都可以整体撤销。</translation>
    </message>
    <message>
        <source>Everything in it stays encrypted on this computer.</source>
        <translation>其中的一切都加密保存在这台电脑上。</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Fee paid apart</source>
        <translation>另付费用</translation>
    </message>
    <message>
        <source>Fee taken out of the loan</source>
        <translation>放款时扣费</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>涉嫌违规</translation>
    </message>
    <message>
        <source>First fill in what is missing, or build a draft.</source>
        <translation>请先补全缺少的内容，或生成草稿。</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>适合本案</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folder for the copies</source>
        <translation>选择副本的保存文件夹</translation>
    </message>
    <message>
        <source>Folder for the new vault</source>
        <translation>新保险库的文件夹</translation>
    </message>
    <message>
        <source>Folder for the packet</source>
        <translation>选择材料包的保存文件夹</translation>
    </message>
    <message>
        <source>Folder of the vault</source>
        <translation>保险库所在文件夹</translation>
    </message>
    <message>
        <source>Force</source>
        <translation>效力层级</translation>
    </message>
    <message>
        <source>From memory</source>
        <translation>凭记忆</translation>
    </message>
    <message>
        <source>From the case</source>
        <translation>案件资料</translation>
    </message>
    <message>
        <source>From the debtor</source>
        <translation>求助人发出</translation>
    </message>
    <message>
        <source>From the ledger</source>
        <translation>依据债务账目</translation>
    </message>
    <message>
        <source>From the time given on, rules go by it: what came before is not touched.</source>
        <translation>自所填时间起，规则以此为据；此前的联系不受影响。</translation>
    </message>
    <message>
        <source>From them</source>
        <translation>对方发来</translation>
    </message>
    <message>
        <source>Go on to sorting</source>
        <translation>去分拣</translation>
    </message>
    <message>
        <source>Hand over the whole backup files, with everything that is in them</source>
        <translation>随附整份备份文件（含其中全部内容）</translation>
    </message>
    <message>
        <source>Harm</source>
        <translation>损害后果</translation>
    </message>
    <message>
        <source>Hide the account</source>
        <translation>收起账目</translation>
    </message>
    <message>
        <source>Hotline</source>
        <translation>热线</translation>
    </message>
    <message>
        <source>Hours from</source>
        <translation>时段自</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>How are dates written in “{file}”?</source>
        <translation>“{file}”里的日期怎么写？</translation>
    </message>
    <message>
        <source>How are dates written in “{file}”? It says {sample}</source>
        <translation>“{file}”里的日期怎么写？原文：{sample}</translation>
    </message>
    <message>
        <source>How it was made known</source>
        <translation>告知方式</translation>
    </message>
    <message>
        <source>How it was worked out</source>
        <translation>逐步算法</translation>
    </message>
    <message>
        <source>How the call ended</source>
        <translation>电话结果</translation>
    </message>
    <message>
        <source>How to get it: {how}</source>
        <translation>如何取得：{how}</translation>
    </message>
    <message>
        <source>How, where no column says it</source>
        <translation>没有列说明时的方式</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>我已抄写保存</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import the backup of a phone (Ctrl+I)</source>
        <translation>导入手机备份（Ctrl+I）</translation>
    </message>
    <message>
        <source>Imported on</source>
        <translation>导入时间</translation>
    </message>
    <message>
        <source>Imports</source>
        <translation>导入记录</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>In both</source>
        <translation>两者都有</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>施行</translation>
    </message>
    <message>
        <source>In {count} other case.</source>
        <translation>另有 {count} 个案件出现过。</translation>
    </message>
    <message>
        <source>In {count} other cases.</source>
        <translation>另有 {count} 个案件出现过。</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>收件箱</translation>
    </message>
    <message>
        <source>Instalment to come</source>
        <translation>未到期分期</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Instruments</source>
        <translation>法律文件</translation>
    </message>
    <message>
        <source>Interest</source>
        <translation>计息</translation>
    </message>
    <message>
        <source>It opens the vault if the password is forgotten. It is shown only now: write it on paper, lock it away.</source>
        <translation>忘记密码时可用它打开保险库。恢复码只显示这一次，请抄在纸上并锁好。</translation>
    </message>
    <message>
        <source>It stays in the case with your reason and goes into no complaint. It can be confirmed later.</source>
        <translation>它连同理由留在案件中，不会写入投诉；以后仍可改为确认。</translation>
    </message>
    <message>
        <source>It was paid</source>
        <translation>已支付</translation>
    </message>
    <message>
        <source>Its times name no year or day: say on which day this screenshot was taken.</source>
        <translation>图中的时间没有写明年份或日期：请填写这张截图是哪一天截的。</translation>
    </message>
    <message>
        <source>Keep as ordinary   O</source>
        <translation>普通往来   O</translation>
    </message>
    <message>
        <source>Keep the present one</source>
        <translation>保留现用文本</translation>
    </message>
    <message>
        <source>Keep the recovery code</source>
        <translation>请保存恢复码</translation>
    </message>
    <message>
        <source>Keep this and read the file (Ctrl+Enter)</source>
        <translation>记住并读取文件（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Kept. A new contact of this kind asks again.</source>
        <translation>已记录。再有此类联系时会再次提示。</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Kind of lender</source>
        <translation>出借人类型</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language and look</source>
        <translation>语言与外观</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Larger (Ctrl+wheel)</source>
        <translation>放大（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最近联系</translation>
    </message>
    <message>
        <source>Last on {when}.</source>
        <translation>最近一次：{when}。</translation>
    </message>
    <message>
        <source>Law that applies</source>
        <translation>适用的法域</translation>
    </message>
    <message>
        <source>Lawyer</source>
        <translation>律师</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>不读取</translation>
    </message>
    <message>
        <source>Leave out   X</source>
        <translation>略去   X</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>账目</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>不导入</translation>
    </message>
    <message>
        <source>Lender's staff</source>
        <translation>贷款平台人员</translation>
    </message>
    <message>
        <source>Lender, as on the contract</source>
        <translation>出借人（合同所载全称）</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Lengths are minutes</source>
        <translation>时长以分钟计</translation>
    </message>
    <message>
        <source>Less of the case</source>
        <translation>收起案件资料</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Link to a contact</source>
        <translation>关联联系</translation>
    </message>
    <message>
        <source>Link to a contact…</source>
        <translation>关联联系…</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>已关联</translation>
    </message>
    <message>
        <source>List of calls</source>
        <translation>通话列表</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Lock the vault (Ctrl+Shift+L)</source>
        <translation>锁定保险库（Ctrl+Shift+L）</translation>
    </message>
    <message>
        <source>Log a contact</source>
        <translation>登记联系</translation>
    </message>
    <message>
        <source>Log a contact (Ctrl+L)</source>
        <translation>登记联系（Ctrl+L）</translation>
    </message>
    <message>
        <source>Log contacts or import a backup: the rules look at every contact and suggest here what it may break.</source>
        <translation>登记联系或导入备份后，规则会逐条检查，并在这里提示可能违反的规定。</translation>
    </message>
    <message>
        <source>Log what the visitor tells you, one call at a time, or import the backup of their phone.</source>
        <translation>边听边记，一次来电一条；也可以导入求助人手机的备份文件。</translation>
    </message>
    <message>
        <source>Looked after</source>
        <translation>已处理</translation>
    </message>
    <message>
        <source>Looking at every case again…</source>
        <translation>正在重新评估各案件…</translation>
    </message>
    <message>
        <source>Looking at every case with the new text…</source>
        <translation>正在用新文本评估各案件…</translation>
    </message>
    <message>
        <source>Made known</source>
        <translation>告知与约定</translation>
    </message>
    <message>
        <source>Matched by</source>
        <translation>对应依据</translation>
    </message>
    <message>
        <source>Meaning of the column {head}</source>
        <translation>“{head}”列的含义</translation>
    </message>
    <message>
        <source>Mediation centre</source>
        <translation>调解中心</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>还缺</translation>
    </message>
    <message>
        <source>Mobile number that is being rung</source>
        <translation>被拨打的手机号</translation>
    </message>
    <message>
        <source>Month first</source>
        <translation>月在前</translation>
    </message>
    <message>
        <source>Month first: {date}</source>
        <translation>月在前：{date}</translation>
    </message>
    <message>
        <source>Month – day – year</source>
        <translation>月 – 日 – 年</translation>
    </message>
    <message>
        <source>More of the case</source>
        <translation>展开更多案件资料</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Move to the trash (Delete)</source>
        <translation>移到回收站（Delete）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name of the client</source>
        <translation>求助人姓名</translation>
    </message>
    <message>
        <source>Name of the person reached</source>
        <translation>被联系人姓名</translation>
    </message>
    <message>
        <source>Name or case number</source>
        <translation>姓名或案号</translation>
    </message>
    <message>
        <source>Name the columns</source>
        <translation>指明各列</translation>
    </message>
    <message>
        <source>Name the columns…</source>
        <translation>指明各列…</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>新建案件</translation>
    </message>
    <message>
        <source>New case (Ctrl+N)</source>
        <translation>新建案件（Ctrl+N）</translation>
    </message>
    <message>
        <source>New complaint</source>
        <translation>新建投诉</translation>
    </message>
    <message>
        <source>New evidence came in</source>
        <translation>有新的证据</translation>
    </message>
    <message>
        <source>New text</source>
        <translation>有新文本</translation>
    </message>
    <message>
        <source>New vault</source>
        <translation>新建保险库</translation>
    </message>
    <message>
        <source>Next deadline</source>
        <translation>下一期限</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>No case matches</source>
        <translation>没有符合的案件</translation>
    </message>
    <message>
        <source>No cases yet</source>
        <translation>还没有案件</translation>
    </message>
    <message>
        <source>No complaints yet</source>
        <translation>还没有投诉</translation>
    </message>
    <message>
        <source>No contacts logged</source>
        <translation>还没有骚扰联系记录</translation>
    </message>
    <message>
        <source>No debts yet</source>
        <translation>还没有债务</translation>
    </message>
    <message>
        <source>No evidence yet</source>
        <translation>还没有证据</translation>
    </message>
    <message>
        <source>No finding of any case would change.</source>
        <translation>所有案件的涉嫌违规都不会变化。</translation>
    </message>
    <message>
        <source>No finding of this case has this status.</source>
        <translation>本案没有这种状态的提示。</translation>
    </message>
    <message>
        <source>No lawyer has reviewed this rule yet.</source>
        <translation>该规则尚未经律师审核。</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>无法预览</translation>
    </message>
    <message>
        <source>No proof yet</source>
        <translation>尚无凭证</translation>
    </message>
    <message>
        <source>No screenshots read yet</source>
        <translation>还没有读过截图</translation>
    </message>
    <message>
        <source>No suspected violations</source>
        <translation>暂无涉嫌违规</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Nobody knows</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Not above</source>
        <translation>未超出</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>未接通</translation>
    </message>
    <message>
        <source>Not compared, and why</source>
        <translation>不作比较的上限及原因</translation>
    </message>
    <message>
        <source>Not from the collectors</source>
        <translation>并非催收方所为</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>待补资料</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>读不出</translation>
    </message>
    <message>
        <source>Not reviewed by a lawyer</source>
        <translation>未经律师审核</translation>
    </message>
    <message>
        <source>Not saved yet…</source>
        <translation>尚未保存…</translation>
    </message>
    <message>
        <source>Not taken, and why</source>
        <translation>未导入的条目及原因</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Note (optional)</source>
        <translation>备注（可不填）</translation>
    </message>
    <message>
        <source>Nothing clear is left: decide with C, O or X</source>
        <translation>剩下的都拿不准：用 C、O、X 逐个决定</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>没有内容</translation>
    </message>
    <message>
        <source>Nothing in the ledger yet: add each repayment and each fee with its day.</source>
        <translation>账上还没有记录：请逐笔登记还款和费用及其日期。</translation>
    </message>
    <message>
        <source>Nothing is missing: the packet can be built.</source>
        <translation>内容齐全，可以生成材料包。</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有符合的记录</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>没有新内容</translation>
    </message>
    <message>
        <source>Nothing waits to be sorted</source>
        <translation>没有待分拣的内容</translation>
    </message>
    <message>
        <source>Nothing was imported yet</source>
        <translation>还没有导入过</translation>
    </message>
    <message>
        <source>Notice of the sale</source>
        <translation>转让是否通知</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Number as written</source>
        <translation>原始号码</translation>
    </message>
    <message>
        <source>Number concerned</source>
        <translation>所涉号码</translation>
    </message>
    <message>
        <source>Number of the contract</source>
        <translation>合同编号</translation>
    </message>
    <message>
        <source>Number or account</source>
        <translation>号码或账号</translation>
    </message>
    <message>
        <source>Number or name</source>
        <translation>号码或名称</translation>
    </message>
    <message>
        <source>Number or name of the other side</source>
        <translation>对方的号码或名称</translation>
    </message>
    <message>
        <source>Number or words</source>
        <translation>号码或内容</translation>
    </message>
    <message>
        <source>Number that rang</source>
        <translation>被拨打的号码</translation>
    </message>
    <message>
        <source>Number, name or words</source>
        <translation>号码、姓名或内容</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>On the bill</source>
        <translation>详单</translation>
    </message>
    <message>
        <source>On the phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>On the record, or everything</source>
        <translation>已归入记录，或全部</translation>
    </message>
    <message>
        <source>One encrypted folder holds all cases and evidence. Nothing in it is ever sent anywhere.</source>
        <translation>所有案件和证据都放在一个加密文件夹里，任何内容都不会外传。</translation>
    </message>
    <message>
        <source>One field is not saved: see the words in red.</source>
        <translation>有一项未保存，请看红字说明。</translation>
    </message>
    <message>
        <source>Only on the bill</source>
        <translation>仅详单有</translation>
    </message>
    <message>
        <source>Only on the phone</source>
        <translation>仅手机有</translation>
    </message>
    <message>
        <source>Only the beginning is shown.</source>
        <translation>仅显示开头部分。</translation>
    </message>
    <message>
        <source>Only what is known; repayments and fees go into the ledger of the debt.</source>
        <translation>只填已知的内容；还款和费用记入该债务的账目。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a case for the person in front of you, then log calls as they tell you or import their phone backup.</source>
        <translation>先为求助人建立案件，再边听边登记来电，或导入其手机备份。</translation>
    </message>
    <message>
        <source>Open an existing vault</source>
        <translation>打开已有的保险库</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>建立案件</translation>
    </message>
    <message>
        <source>Open the case first that the backup belongs to.</source>
        <translation>请先打开备份所属的案件。</translation>
    </message>
    <message>
        <source>Open the contact</source>
        <translation>打开该联系</translation>
    </message>
    <message>
        <source>Open the vault</source>
        <translation>打开保险库</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Other files…</source>
        <translation>换文件…</translation>
    </message>
    <message>
        <source>Out of date</source>
        <translation>已过时</translation>
    </message>
    <message>
        <source>Override a rejection</source>
        <translation>推翻此前的否定</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概况</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>本机构词语</translation>
    </message>
    <message>
        <source>PDF to print</source>
        <translation>打印用 PDF</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>规则包</translation>
    </message>
    <message>
        <source>Page {page} of {count}</source>
        <translation>第 {page} / {count} 页</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <source>Paid so far</source>
        <translation>已付</translation>
    </message>
    <message>
        <source>Passed over</source>
        <translation>略过</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>再次输入密码</translation>
    </message>
    <message>
        <source>Password forgotten?</source>
        <translation>忘记密码？</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>People spoke</source>
        <translation>是否实际通话</translation>
    </message>
    <message>
        <source>Phone and bill</source>
        <translation>手机与详单</translation>
    </message>
    <message>
        <source>Phrase</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Platform that arranged it</source>
        <translation>撮合平台</translation>
    </message>
    <message>
        <source>Police</source>
        <translation>警察</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>时间精度</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Principal left</source>
        <translation>剩余本金</translation>
    </message>
    <message>
        <source>Principal {amount}</source>
        <translation>本金 {amount}</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>凭证</translation>
    </message>
    <message>
        <source>Proof kept</source>
        <translation>已有凭证</translation>
    </message>
    <message>
        <source>Proof-read</source>
        <translation>去校对</translation>
    </message>
    <message>
        <source>Proof-read the screenshots</source>
        <translation>去校对截图</translation>
    </message>
    <message>
        <source>Proof-read them</source>
        <translation>去校对</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Provisions</source>
        <translation>依据条文</translation>
    </message>
    <message>
        <source>Quoted second-hand</source>
        <translation>二手引用</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>联系到</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Read in part</source>
        <translation>部分读出</translation>
    </message>
    <message>
        <source>Read the file</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>Read the pictures of this case</source>
        <translation>读取本案的图片</translation>
    </message>
    <message>
        <source>Read the screenshot and propose contacts from it</source>
        <translation>读取截图并提出待确认的联系</translation>
    </message>
    <message>
        <source>Read the text</source>
        <translation>读取文字</translation>
    </message>
    <message>
        <source>Read whole</source>
        <translation>已读出</translation>
    </message>
    <message>
        <source>Read {count} more</source>
        <translation>再读 {count} 张</translation>
    </message>
    <message>
        <source>Reading the text of the pictures: {done} of {total}</source>
        <translation>正在读取图片中的文字：{done}/{total}</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Really received</source>
        <translation>实际到账</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>到账</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Record a notice</source>
        <translation>登记告知</translation>
    </message>
    <message>
        <source>Recorded wrongly</source>
        <translation>记录有误</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>Refreshing…</source>
        <translation>正在刷新…</translation>
    </message>
    <message>
        <source>Refusals, letters to stop, warnings, hours agreed: rules on what came after them need the day.</source>
        <translation>拒绝、停止函、官方警告、约定时段：判断此后的联系是否违规，须知道是哪一天告知的。</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>否定</translation>
    </message>
    <message>
        <source>Reject this suggestion</source>
        <translation>否定这项提示</translation>
    </message>
    <message>
        <source>Reject {count}</source>
        <translation>否定 {count} 项</translation>
    </message>
    <message>
        <source>Reject {count} suggestions</source>
        <translation>否定 {count} 项提示</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>不采用</translation>
    </message>
    <message>
        <source>Rejected by mistake</source>
        <translation>此前误否</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove: {what}</source>
        <translation>移除：{what}</translation>
    </message>
    <message>
        <source>Removed: {creditor}</source>
        <translation>已删除：{creditor}</translation>
    </message>
    <message>
        <source>Removed: {what}</source>
        <translation>已移除：{what}</translation>
    </message>
    <message>
        <source>Repaid</source>
        <translation>还款</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Rule not reviewed</source>
        <translation>规则未审核</translation>
    </message>
    <message>
        <source>Rule pack {name}, version {version}.</source>
        <translation>规则包 {name}，版本 {version}。</translation>
    </message>
    <message>
        <source>Rule packs</source>
        <translation>规则包</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Run the examples</source>
        <translation>运行示例</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>先顾安全</translation>
    </message>
    <message>
        <source>Same event as {others}</source>
        <translation>与 {others} 是同一事件</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save   Ctrl+Enter</source>
        <translation>保存   Ctrl+Enter</translation>
    </message>
    <message>
        <source>Save and next   Ctrl+Enter</source>
        <translation>保存并记下一条   Ctrl+Enter</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存为 {file}</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Screenshot {when}</source>
        <translation>截图 {when}</translation>
    </message>
    <message>
        <source>Screenshots</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Search cases</source>
        <translation>搜索案件</translation>
    </message>
    <message>
        <source>Search contacts</source>
        <translation>搜索联系记录</translation>
    </message>
    <message>
        <source>Search senders</source>
        <translation>搜索来源号码</translation>
    </message>
    <message>
        <source>Seen before: {count} contact.</source>
        <translation>此号码已出现过：{count} 条记录。</translation>
    </message>
    <message>
        <source>Seen before: {count} contacts.</source>
        <translation>此号码已出现过：{count} 条记录。</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Senders</source>
        <translation>来源号码</translation>
    </message>
    <message>
        <source>Separate</source>
        <translation>不是同一事件</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Show the account, payment by payment</source>
        <translation>逐笔查看账目</translation>
    </message>
    <message>
        <source>Show what would change…</source>
        <translation>查看会有哪些变化…</translation>
    </message>
    <message>
        <source>Simple annual rate (APR)</source>
        <translation>单利年利率（APR）</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Smaller (Ctrl+wheel)</source>
        <translation>缩小（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Sold on</source>
        <translation>转让日期</translation>
    </message>
    <message>
        <source>Sold to</source>
        <translation>转让给</translation>
    </message>
    <message>
        <source>Some rules count only calls in which people really spoke</source>
        <translation>有的规则只计双方实际通话的电话</translation>
    </message>
    <message>
        <source>Something is still under way. Try again in a moment.</source>
        <translation>上一项操作尚未完成，请稍后再试。</translation>
    </message>
    <message>
        <source>Sort them</source>
        <translation>去分拣</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>依据来源</translation>
    </message>
    <message>
        <source>Stands in another screenshot too</source>
        <translation>另一张截图里也有这一条</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Stopped. Nothing was imported.</source>
        <translation>已停止，没有导入任何内容。</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>已停止，没有写出任何内容。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Suspected violations</source>
        <translation>涉嫌违规</translation>
    </message>
    <message>
        <source>Suspected violations so far</source>
        <translation>目前涉嫌违规</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销导入</translation>
    </message>
    <message>
        <source>Take back all…</source>
        <translation>撤销整批导入…</translation>
    </message>
    <message>
        <source>Take back an import</source>
        <translation>撤销一次导入</translation>
    </message>
    <message>
        <source>Take back everything that was imported in one go (Shift+Delete)</source>
        <translation>撤销同一批导入的全部文件（Shift+Delete）</translation>
    </message>
    <message>
        <source>Take back this import (Delete)</source>
        <translation>撤销这次导入（Delete）</translation>
    </message>
    <message>
        <source>Take back…</source>
        <translation>撤销这次导入…</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>Take the selected entry out (Delete)</source>
        <translation>移出所选的一笔（Delete）</translation>
    </message>
    <message>
        <source>Taken on</source>
        <translation>截图时间</translation>
    </message>
    <message>
        <source>Taken out of the ledger: {amount}</source>
        <translation>已移出账目：{amount}</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>受理范围</translation>
    </message>
    <message>
        <source>Taking in the originals</source>
        <translation>正在存入原件</translation>
    </message>
    <message>
        <source>Telling entry</source>
        <translation>代表条目</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Text of the file</source>
        <translation>文件文字</translation>
    </message>
    <message>
        <source>Text of the law</source>
        <translation>条文来源</translation>
    </message>
    <message>
        <source>Text only</source>
        <translation>只有文字</translation>
    </message>
    <message>
        <source>Text seen</source>
        <translation>条文已见</translation>
    </message>
    <message>
        <source>The clipboard holds neither a picture nor a file.</source>
        <translation>剪贴板里既没有图片也没有文件。</translation>
    </message>
    <message>
        <source>The columns of the file</source>
        <translation>文件的各列</translation>
    </message>
    <message>
        <source>The contacts or the provisions changed after the decision. Look at it and decide again.</source>
        <translation>作出决定之后，所依据的联系或条文有变化。请重新查看并决定。</translation>
    </message>
    <message>
        <source>The debtor was not told</source>
        <translation>未通知债务人</translation>
    </message>
    <message>
        <source>The debtor was told</source>
        <translation>已通知债务人</translation>
    </message>
    <message>
        <source>The import of “{file}” was taken back</source>
        <translation>已撤销导入“{file}”</translation>
    </message>
    <message>
        <source>The imports of one go were taken back: {files} files</source>
        <translation>已撤销同一批导入：{files} 个文件</translation>
    </message>
    <message>
        <source>The kind of lender decides who is responsible. What is missing can be filled in afterwards.</source>
        <translation>由债权人的类型决定归谁管辖；缺少的内容可以之后补充。</translation>
    </message>
    <message>
        <source>The name as the contact log has it</source>
        <translation>与联系记录中的姓名一致</translation>
    </message>
    <message>
        <source>The next screenshot (Ctrl+PgDown)</source>
        <translation>下一张截图（Ctrl+PgDown）</translation>
    </message>
    <message>
        <source>The program carries version {new} of this pack; this vault goes by {old}.</source>
        <translation>程序自带该规则包的版本 {new}；本保险库沿用版本 {old}。</translation>
    </message>
    <message>
        <source>The rejection stays in the history with its reason, beside this one.</source>
        <translation>此前的否定及其理由会与本次一并保留在记录中。</translation>
    </message>
    <message>
        <source>The rule does not bind this lender</source>
        <translation>该规定不适用于这家机构</translation>
    </message>
    <message>
        <source>The screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>The screenshot before (Ctrl+PgUp)</source>
        <translation>上一张截图（Ctrl+PgUp）</translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation>两次输入的密码不一致。</translation>
    </message>
    <message>
        <source>There</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>There already</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>There is no preview for this kind of file. Export it to open it.</source>
        <translation>这类文件不能在此预览，请导出后打开。</translation>
    </message>
    <message>
        <source>These come from the collection: put them into the record at once</source>
        <translation>这些都来自催收：直接记入联系记录</translation>
    </message>
    <message>
        <source>These records do not tell of the same event: count each of them</source>
        <translation>这些记录说的不是同一件事，各自计算</translation>
    </message>
    <message>
        <source>This complaint</source>
        <translation>本次投诉</translation>
    </message>
    <message>
        <source>This document cannot be shown: it is damaged or locked.</source>
        <translation>文档无法显示：已损坏或加密。</translation>
    </message>
    <message>
        <source>This is what was read</source>
        <translation>读取结果</translation>
    </message>
    <message>
        <source>This is what you had typed and not saved.</source>
        <translation>这是您上次输入但未保存的内容。</translation>
    </message>
    <message>
        <source>This is what you had typed before the window closed.</source>
        <translation>已恢复上次未保存的输入。</translation>
    </message>
    <message>
        <source>This picture cannot be shown: it is damaged.</source>
        <translation>这张图片已损坏，无法显示。</translation>
    </message>
    <message>
        <source>This picture has too many pixels to be shown. Export it to open it.</source>
        <translation>这张图片的像素太多，这里不显示。可以导出后打开。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Time as written</source>
        <translation>原始时间</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>To check: {question}</source>
        <translation>须核：{question}</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>To interest</source>
        <translation>抵利息</translation>
    </message>
    <message>
        <source>To principal</source>
        <translation>抵本金</translation>
    </message>
    <message>
        <source>To whom</source>
        <translation>告知了谁</translation>
    </message>
    <message>
        <source>Too large to look at here. Export it to open it.</source>
        <translation>文件太大，不能在此预览，请导出后打开。</translation>
    </message>
    <message>
        <source>Too little evidence</source>
        <translation>证据不足</translation>
    </message>
    <message>
        <source>Too much</source>
        <translation>多付</translation>
    </message>
    <message>
        <source>Tricks by their names</source>
        <translation>名目手法</translation>
    </message>
    <message>
        <source>Try another part of the name, or the number as C-2026-0007.</source>
        <translation>换姓名的其他部分试试，或输入 C-2026-0007 这样的案号。</translation>
    </message>
    <message>
        <source>Try fewer words, part of the number, or all media.</source>
        <translation>可减少关键词、只输入号码的一部分，或选择“全部方式”。</translation>
    </message>
    <message>
        <source>Type the recovery code that was shown when the vault was created.</source>
        <translation>请输入新建保险库时显示的恢复码。</translation>
    </message>
    <message>
        <source>Type to find a behaviour, Enter adds it</source>
        <translation>输入文字查找行为，回车添加</translation>
    </message>
    <message>
        <source>Unclear</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo   Ctrl+Z</source>
        <translation>撤销   Ctrl+Z</translation>
    </message>
    <message>
        <source>Undo changes</source>
        <translation>撤销改动</translation>
    </message>
    <message>
        <source>Use at least {count} characters.</source>
        <translation>请至少输入 {count} 个字符。</translation>
    </message>
    <message>
        <source>Use the password</source>
        <translation>改用密码</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效至</translation>
    </message>
    <message>
        <source>Vanishes</source>
        <translation>消失</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>全部校验</translation>
    </message>
    <message>
        <source>Verifying the originals</source>
        <translation>正在校验原件</translation>
    </message>
    <message>
        <source>Way of contact concerned</source>
        <translation>所涉联系方式</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>What comes back as a table is read by the import; a written form is typed into the log.</source>
        <translation>填好的表格文件可以直接导入；手写的表格请录入联系记录。</translation>
    </message>
    <message>
        <source>What do the columns of “{file}” mean?</source>
        <translation>“{file}”的各列是什么意思？</translation>
    </message>
    <message>
        <source>What has to be shown</source>
        <translation>需要证明的要件</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>What the backup {backup} observed stays as it is. Add what you know in the other fields.</source>
        <translation>备份 {backup} 记下的内容保持原样，不能修改；您知道的其他情况请填在其余各栏。</translation>
    </message>
    <message>
        <source>What the screenshot says</source>
        <translation>截图内容</translation>
    </message>
    <message>
        <source>What the suggestions rest on, for lawyers to read and to check</source>
        <translation>提示所依据的规则，供律师阅读和核对</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>已做了什么</translation>
    </message>
    <message>
        <source>What was done, for example: spoke with them, family is with them</source>
        <translation>写下已做了什么，例如：已通话确认安全，家人在身边</translation>
    </message>
    <message>
        <source>What was made known</source>
        <translation>告知了什么</translation>
    </message>
    <message>
        <source>What was read</source>
        <translation>读到的内容</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>What was said or written</source>
        <translation>对方所说或所写</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>会有的变化</translation>
    </message>
    <message>
        <source>When it was said or arrived</source>
        <translation>告知或送达时间</translation>
    </message>
    <message>
        <source>Where it comes from, what it shows</source>
        <translation>来源、内容</translation>
    </message>
    <message>
        <source>Where to complain</source>
        <translation>向哪里投诉</translation>
    </message>
    <message>
        <source>Whether this contact is part of the collection</source>
        <translation>这条联系是否属于催收</translation>
    </message>
    <message>
        <source>Which contact does it show?</source>
        <translation>它对应哪一次联系？</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁可投诉</translation>
    </message>
    <message>
        <source>Who is concerned</source>
        <translation>所涉的人</translation>
    </message>
    <message>
        <source>Who lent, and what is demanded: the kind of lender decides which rules bind it.</source>
        <translation>填写谁出借、要求还多少：出借人的类型决定适用哪些规则。</translation>
    </message>
    <message>
        <source>Who of the chat “{file}” is the client?</source>
        <translation>“{file}”的聊天里，哪一方是求助人？</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>提示理由</translation>
    </message>
    <message>
        <source>Words that your clients hear and the lexicon does not know yet. They are searched like the lexicon's, marked “Own words” wherever they show, and never presented as law. A category of your own makes no finding: it points things out.</source>
        <translation>求助人常遇到、而词库还没有的说法。检索方式与词库相同，凡出现处都标明“本机构词语”，绝不当作法律。自拟类别不产生涉嫌违规，只作提示。</translation>
    </message>
    <message>
        <source>Words, or what they came to</source>
        <translation>原话或内容概要</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>值得留意</translation>
    </message>
    <message>
        <source>Worth a look  {count}</source>
        <translation>值得留意  {count}</translation>
    </message>
    <message>
        <source>Write a copy of the original into a folder; it is noted in the custody log</source>
        <translation>把原件副本写入文件夹，并记入保管记录</translation>
    </message>
    <message>
        <source>Year – month – day</source>
        <translation>年 – 月 – 日</translation>
    </message>
    <message>
        <source>Your organisation's own words, not law: {words}</source>
        <translation>本机构词语（不是法律规定）：{words}</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>Zone in which the phone was used</source>
        <translation>手机使用地时区</translation>
    </message>
    <message>
        <source>Zone of the times</source>
        <translation>时间所属时区</translation>
    </message>
    <message>
        <source>added {when}</source>
        <translation>{when} 入库</translation>
    </message>
    <message>
        <source>all lenders</source>
        <translation>全部债权人</translation>
    </message>
    <message>
        <source>altered</source>
        <translation>有改动</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>built {when}, {pages} pages</source>
        <translation>{when} 生成，{pages} 页</translation>
    </message>
    <message>
        <source>captured {when}</source>
        <translation>{when} 拍摄</translation>
    </message>
    <message>
        <source>compiled {day}</source>
        <translation>编制于 {day}</translation>
    </message>
    <message>
        <source>concerns {who}</source>
        <translation>涉及{who}</translation>
    </message>
    <message>
        <source>contract of {day}</source>
        <translation>合同日期 {day}</translation>
    </message>
    <message>
        <source>demanded {amount}</source>
        <translation>被要求偿还 {amount}</translation>
    </message>
    <message>
        <source>empty: withheld</source>
        <translation>留空表示未显示号码</translation>
    </message>
    <message>
        <source>for one lender, agencies included</source>
        <translation>同一债权人（含其催收机构）</translation>
    </message>
    <message>
        <source>from one batch of numbers</source>
        <translation>同一批号码</translation>
    </message>
    <message>
        <source>from one number</source>
        <translation>同一号码</translation>
    </message>
    <message>
        <source>from {first} to {last} ({zone})</source>
        <translation>{first} 至 {last}（{zone}）</translation>
    </message>
    <message>
        <source>gone since {day}</source>
        <translation>{day} 起已取不到</translation>
    </message>
    <message>
        <source>instead of {status}</source>
        <translation>此前：{status}</translation>
    </message>
    <message>
        <source>kept as evidence</source>
        <translation>已存为证据</translation>
    </message>
    <message>
        <source>last day today</source>
        <translation>今天是最后一天</translation>
    </message>
    <message>
        <source>left out before</source>
        <translation>以前已剔除</translation>
    </message>
    <message>
        <source>looks like another screenshot of this case</source>
        <translation>与本案另一张截图几乎相同</translation>
    </message>
    <message>
        <source>made known by: {medium}</source>
        <translation>以{medium}告知</translation>
    </message>
    <message>
        <source>must fire</source>
        <translation>应当命中</translation>
    </message>
    <message>
        <source>must not fire</source>
        <translation>不应命中</translation>
    </message>
    <message>
        <source>new, in the inbox</source>
        <translation>新增，在收件箱</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>no lawyer has reviewed it yet</source>
        <translation>尚未经律师审核</translation>
    </message>
    <message>
        <source>not answered</source>
        <translation>未接听</translation>
    </message>
    <message>
        <source>not built yet</source>
        <translation>尚未生成</translation>
    </message>
    <message>
        <source>passed over: drafts, unsent</source>
        <translation>略过：草稿、未发出</translation>
    </message>
    <message>
        <source>period over</source>
        <translation>期限已过</translation>
    </message>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>reviewed by {name}</source>
        <translation>审核人：{name}</translation>
    </message>
    <message>
        <source>sold to {buyer}</source>
        <translation>转让给{buyer}</translation>
    </message>
    <message>
        <source>there already</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>through {platform}</source>
        <translation>经由{platform}</translation>
    </message>
    <message>
        <source>time of the picture as stated</source>
        <translation>截图时间由人填写</translation>
    </message>
    <message>
        <source>time of the picture from its file name</source>
        <translation>截图时间取自文件名</translation>
    </message>
    <message>
        <source>time of the picture from its own data</source>
        <translation>截图时间取自图片信息</translation>
    </message>
    <message>
        <source>unaltered</source>
        <translation>未改动</translation>
    </message>
    <message>
        <source>until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>至{day}</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>with problems</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>withheld</source>
        <translation>未显示号码</translation>
    </message>
    <message>
        <source>without a note</source>
        <translation>未附说明</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>{amount} above the cap</source>
        <translation>超出上限 {amount}</translation>
    </message>
    <message>
        <source>{cases} cases: {appears} findings would appear, {vanishes} vanish, {changes} change. What was decided stays as it was decided and is marked where the new text says something else.</source>
        <translation>涉及 {cases} 个案件：新增 {appears} 项、消失 {vanishes} 项、变化 {changes} 项。已作的决定保持不变，与新文本不一致的会标明。</translation>
    </message>
    <message>
        <source>{contacts} contacts and {evidence} files that came with {files} files of one go are removed from this case, decisions about them included. The audit log keeps that it happened.</source>
        <translation>同一批导入的 {files} 个文件带来的 {contacts} 条联系记录和 {evidence} 份证据将从本案删除，连同对它们的分拣决定。审计日志会保留这次撤销。</translation>
    </message>
    <message>
        <source>{contacts} contacts and {evidence} files that came with “{file}” are removed from this case, decisions about them included. The audit log keeps that it happened.</source>
        <translation>随“{file}”进来的 {contacts} 条记录和 {evidence} 个文件将从本案移除，连同对它们的分拣。审计日志会记下这次撤销。</translation>
    </message>
    <message>
        <source>{contact} is back in the log</source>
        <translation>{contact} 已恢复</translation>
    </message>
    <message>
        <source>{contact} is in the trash</source>
        <translation>{contact} 已移到回收站</translation>
    </message>
    <message>
        <source>{count} call</source>
        <translation>{count} 次来电</translation>
    </message>
    <message>
        <source>{count} calls</source>
        <translation>{count} 次来电</translation>
    </message>
    <message>
        <source>{count} calls in a row</source>
        <translation>连续 {count} 次</translation>
    </message>
    <message>
        <source>{count} case</source>
        <translation>{count} 个案件</translation>
    </message>
    <message>
        <source>{count} case looked at again</source>
        <translation>已重新评估 {count} 个案件</translation>
    </message>
    <message>
        <source>{count} cases</source>
        <translation>{count} 个案件</translation>
    </message>
    <message>
        <source>{count} cases looked at again</source>
        <translation>已重新评估 {count} 个案件</translation>
    </message>
    <message>
        <source>{count} confirmed</source>
        <translation>{count} 项已确认</translation>
    </message>
    <message>
        <source>{count} contact</source>
        <translation>{count} 条联系</translation>
    </message>
    <message>
        <source>{count} contact accepted</source>
        <translation>已接受 {count} 条联系</translation>
    </message>
    <message>
        <source>{count} contacts</source>
        <translation>{count} 条联系</translation>
    </message>
    <message>
        <source>{count} contacts accepted</source>
        <translation>已接受 {count} 条联系</translation>
    </message>
    <message>
        <source>{count} day left</source>
        <translation>还剩 {count} 天</translation>
    </message>
    <message>
        <source>{count} days left</source>
        <translation>还剩 {count} 天</translation>
    </message>
    <message>
        <source>{count} entries from {senders} senders wait</source>
        <translation>{senders} 个号码的 {count} 条待分拣</translation>
    </message>
    <message>
        <source>{count} entries not taken</source>
        <translation>{count} 条未导入</translation>
    </message>
    <message>
        <source>{count} entries wait again</source>
        <translation>{count} 条回到收件箱</translation>
    </message>
    <message>
        <source>{count} file</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>{count} file added</source>
        <translation>已添加 {count} 个文件</translation>
    </message>
    <message>
        <source>{count} file written to {folder}</source>
        <translation>已将 {count} 个文件写入 {folder}</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>{count} files added</source>
        <translation>已添加 {count} 个文件</translation>
    </message>
    <message>
        <source>{count} files written to {folder}</source>
        <translation>已将 {count} 个文件写入 {folder}</translation>
    </message>
    <message>
        <source>{count} finding decided</source>
        <translation>已处理 {count} 项</translation>
    </message>
    <message>
        <source>{count} findings decided</source>
        <translation>已处理 {count} 项</translation>
    </message>
    <message>
        <source>{count} import</source>
        <translation>{count} 次导入</translation>
    </message>
    <message>
        <source>{count} imports</source>
        <translation>{count} 次导入</translation>
    </message>
    <message>
        <source>{count} left out</source>
        <translation>略去 {count}</translation>
    </message>
    <message>
        <source>{count} of the first {rows} rows can be read</source>
        <translation>前 {rows} 行中有 {count} 行可以读取</translation>
    </message>
    <message>
        <source>{count} of the originals are not as they were taken in.</source>
        <translation>{count} 件原件与入库时不一致。</translation>
    </message>
    <message>
        <source>{count} of {run} examples do not hold; the first: {first}</source>
        <translation>{run} 个示例中有 {count} 个未通过；第一个：{first}</translation>
    </message>
    <message>
        <source>{count} off</source>
        <translation>停用 {count}</translation>
    </message>
    <message>
        <source>{count} open · {name}</source>
        <translation>待定 {count} · {name}</translation>
    </message>
    <message>
        <source>{count} pictures of this case were not read yet.</source>
        <translation>本案还有 {count} 张图片没有读过。</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} 条</translation>
    </message>
    <message>
        <source>{count} rows on the pictures to proof-read</source>
        <translation>图片上有 {count} 行待校对</translation>
    </message>
    <message>
        <source>{count} rows proposed</source>
        <translation>提出了 {count} 条</translation>
    </message>
    <message>
        <source>{count} rows read from screenshots wait to be proof-read.</source>
        <translation>从截图中读出的 {count} 行等待校对。</translation>
    </message>
    <message>
        <source>{count} rule</source>
        <translation>{count} 条规则</translation>
    </message>
    <message>
        <source>{count} rules</source>
        <translation>{count} 条规则</translation>
    </message>
    <message>
        <source>{count} thing is missing</source>
        <translation>还缺 {count} 项</translation>
    </message>
    <message>
        <source>{count} things are missing</source>
        <translation>还缺 {count} 项</translation>
    </message>
    <message>
        <source>{count} to decide</source>
        <translation>{count} 项待定</translation>
    </message>
    <message>
        <source>{count} to review</source>
        <translation>{count} 项待确认</translation>
    </message>
    <message>
        <source>{count} wait</source>
        <translation>待分拣 {count}</translation>
    </message>
    <message>
        <source>{days}: no entries ({count} days)</source>
        <translation>{days}：没有记录（{count} 天）</translation>
    </message>
    <message>
        <source>{done:,} of {total:,}</source>
        <translation>{done:,} / {total:,}</translation>
    </message>
    <message>
        <source>{left_out} left out</source>
        <translation>已略去 {left_out} 条</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{rate} a year</source>
        <translation>年化 {rate}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{taken} kept as ordinary</source>
        <translation>{taken} 条留作普通往来</translation>
    </message>
    <message>
        <source>{taken} on the record as collection</source>
        <translation>{taken} 条作为催收归入记录</translation>
    </message>
    <message>
        <source>{taken} on the record, {left_out} left out</source>
        <translation>归入记录 {taken} 条，略去 {left_out} 条</translation>
    </message>
    <message>
        <source>{taken} taken, {left_out} left out; {kept} stay because something rests on them</source>
        <translation>归入 {taken} 条，略去 {left_out} 条；{kept} 条已有判断或证据，未动</translation>
    </message>
    <message>
        <source>{title} (own category)</source>
        <translation>{title}（自拟类别）</translation>
    </message>
    <message>
        <source>{title}: from version {old} to {new}</source>
        <translation>{title}：版本 {old} → {new}</translation>
    </message>
    <message>
        <source>“{file}” needs its password.</source>
        <translation>“{file}”有密码。</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>“{words}”</translation>
    </message>
</context>
</TS>
