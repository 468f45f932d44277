Attribute VB_Name = "CsoRibbon"
Option Explicit
' The tab 'CSO'. Each button calls the function of its name in Python's cso_xl.excel.buttons.

Private Sub Press(button As String)
    On Error GoTo NotStarted
    If ActiveWorkbook Is Nothing Then Workbooks.Add ' xlwings needs one
    If Not FileExists(GetConfig("INTERPRETER_WIN")) Then Err.Raise 53
    RunPython "import cso_xl.excel.buttons; cso_xl.excel.buttons." & button & "()"
    Exit Sub
NotStarted:
    MsgBox "The CSO add-in could not start Python, so nothing was done." & vbNewLine & vbNewLine & _
        "Type 'cso-xl doctor' in a terminal: it says what is wrong and what to do.", vbExclamation, "CSO"
End Sub

' Excel's own Undo (Ctrl+Z) calls this.
Public Sub CsoUndo()
    Press "undo_last_step"
End Sub
