Attribute VB_Name = "CsoResident"
Option Explicit
' Presses for a Python that the user started, on computers where Office may start no program. What was pressed is
' written into the user's own folder, whole; whoever answers takes it from there (cso_xl/excel/requests.py).
' Excel never waits: it looks for the answer once a second.

Private Const PATIENCE As Long = 10 ' seconds after which the sign of life is too old
Private Const UNSAID As String = "Start 'CSO' in the Start menu, or sign in again, then press once more. " & _
    "'cso-xl doctor' in a terminal says more."

Private folder As String
Private waits As String ' the names of what was pressed and is not answered, in order, a blank after each
Private presses As Long
Private calculated As Variant ' how Excel calculates when no step works

' Ask for what was pressed to be done.
Public Sub CsoAsk(button As String, where As String)
    Dim id As String
    folder = where & Application.PathSeparator
    If Not IsAlive Then
        Say "The Python that works for the CSO add-in is not there, so nothing was done." & vbNewLine & vbNewLine & UNSAID
        Exit Sub
    End If
    presses = presses + 1
    id = Moment & "-" & Format$(presses, "000000") & "-" & WindowNumber
    WriteWhole id, button
    Application.StatusBar = "CSO ..."
    If waits = "" Then
        calculated = Application.Calculation
        LookAgain
    End If
    waits = waits & id & " "
End Sub

' Called once a second while an answer is awaited.
Public Sub CsoPoll()
    Dim id As Variant
    For Each id In Split(Trim$(waits), " ")
        If Dir$(folder & id & ".done") <> "" Then TakeAnswer CStr(id)
    Next
    If waits = "" Then Exit Sub
    If IsAlive Then LookAgain Else GiveUp
End Sub

Private Sub LookAgain()
    Application.OnTime Now + TimeSerial(0, 0, 1), "'" & ThisWorkbook.Name & "'!CsoResident.CsoPoll"
End Sub

' Under a name that nobody takes, then in one move under its own: the button, Excel's window, the workbook's name.
Private Sub WriteWhole(id As String, button As String)
    Dim file As Integer
    file = FreeFile
    Open folder & id & ".tmp" For Output As #file
    Print #file, "cso_xl press 1"
    Print #file, button
    Print #file, WindowNumber
    Print #file, InHex(ActiveWorkbook.Name)
    Close #file
    Name folder & id & ".tmp" As folder & id & ".press"
End Sub

Private Sub TakeAnswer(id As String)
    Dim file As Integer, words As String
    file = FreeFile
    Open folder & id & ".done" For Input As #file
    If Not EOF(file) Then Line Input #file, words
    Close #file
    Kill folder & id & ".done"
    waits = Replace(waits, id & " ", "")
    CsoAnswered
    If words = "" Then Exit Sub
    LetIn
    Say words
End Sub

' Whoever answered is gone: nothing more is awaited, and Excel is as a person needs it.
Private Sub GiveUp()
    Dim id As Variant, isTaken As Boolean
    For Each id In Split(Trim$(waits), " ")
        If Not IsWithdrawn(CStr(id)) Then isTaken = True
    Next
    waits = ""
    LetIn
    If isTaken Then
        Say "The Python that works for the CSO add-in has ended before the step was done. Look whether the sheet is " & _
            "as it was; if not, close the workbook without saving and open the report again." & vbNewLine & vbNewLine & UNSAID
    Else
        Say "Nobody has answered, so nothing was done." & vbNewLine & vbNewLine & UNSAID
    End If
End Sub

' Excel as a person needs it, whatever a press that has ended has left.
Private Sub LetIn()
    On Error Resume Next ' not each of them can be set at every moment
    Application.Interactive = True
    Application.ScreenUpdating = True
    Application.DisplayAlerts = True
    Application.EnableEvents = True
    Application.Calculation = calculated
    Application.StatusBar = False
End Sub

' Take a request back; False when somebody has taken it already.
Private Function IsWithdrawn(id As String) As Boolean
    On Error GoTo Taken
    If Dir$(folder & id & ".press") = "" Then Exit Function
    Kill folder & id & ".press"
    IsWithdrawn = True
Taken:
End Function

Private Function IsAlive() As Boolean
    If Dir$(folder & "alive") = "" Then Exit Function
    IsAlive = Abs(DateDiff("s", FileDateTime(folder & "alive"), Now)) <= PATIENCE
End Function

' '20250113095900', so that names sort as they were pressed
Private Function Moment() As String
    Dim at As Date
    at = Now
    Moment = Format$(at, "yyyymmdd") & Format$(Hour(at) * 10000& + Minute(at) * 100 + Second(at), "000000")
End Function

Private Function WindowNumber() As String
    On Error Resume Next
    WindowNumber = "0"
    WindowNumber = CStr(Application.Hwnd)
End Function

' A name in any letters, for a file that has plain ones only.
Private Function InHex(words As String) As String
    Dim at As Long
    For at = 1 To Len(words)
        InHex = InHex & Right$("000" & Hex$(AscW(Mid$(words, at, 1)) And &HFFFF&), 4)
    Next
End Function

Private Sub Say(words As String)
    MsgBox words, vbExclamation, "CSO"
End Sub
