Attribute VB_Name = "CsoRibbon"
Option Explicit
' The tab 'CSO'. Each button calls the function of its name in Python's cso_xl.excel.buttons.
' What the tab and the status bar say of the workbook in front, that workbook says itself, in its mark
' (cso_xl/excel/ribbon_state.py): no Python is started for it.

Private Const DASH As String = " - "
Private Const MARK_FIELDS As Long = 5 ' id, report, number of the next step, lines to decide, step to undo

Private ui As IRibbonUI
Private watch As CsoWatch
Private shown As String ' the mark and the sheet that the tab shows
Private said As String, saidOf As String ' what the last press said, and the mark of its workbook
Private typedOf As String ' the mark of the workbook on whose worklist somebody has typed since the last press
Private isBarOurs As Boolean

Private Sub Press(button As String)
    On Error GoTo NotStarted
    If ActiveWorkbook Is Nothing Then Workbooks.Add ' xlwings needs one
    said = ""
    Application.StatusBar = False
    If GetConfig("REQUESTS") <> "" Then
        CsoAsk button, GetConfig("REQUESTS")
        Exit Sub
    End If
    If Not FileExists(GetConfig("INTERPRETER_WIN")) Then Err.Raise 53
    RunPython "import cso_xl.excel.buttons; cso_xl.excel.buttons." & button & "()"
    CsoAnswered
    Exit Sub
NotStarted:
    MsgBox "The CSO add-in could not reach Python, so nothing was done." & vbNewLine & vbNewLine & _
        "Type 'cso-xl doctor' in a terminal: it says what is wrong and what to do.", vbExclamation, "CSO"
End Sub

' Excel's own Undo (Ctrl+Z) calls this.
Public Sub CsoUndo()
    Press "undo_last_step"
End Sub

' The tab is there: from now on it follows what comes to the front.
Public Sub CsoLoaded(ribbon As IRibbonUI)
    Set ui = ribbon
    Set watch = New CsoWatch
    Set watch.program = Application
    CsoShow
End Sub

' Show how the workbook in front stands.
Public Sub CsoShow()
    On Error Resume Next ' whatever Excel is doing, it is not disturbed
    Dim now_ As String, id As Variant
    now_ = MarkText & "|" & OurSheet & "|" & typedOf & "|" & (ActiveWorkbook Is Nothing)
    If now_ = shown Then Exit Sub
    shown = now_
    For Each id In Split(WhatFollows, " ")
        ui.InvalidateControl id
    Next
    ShowBar
End Sub

' The workbook in front goes; what was said of it goes, too.
Public Sub CsoLeave()
    On Error Resume Next
    If isBarOurs Then Application.StatusBar = False
    isBarOurs = False
    shown = ""
End Sub

' A mark that a file brings along is of another day.
Public Sub CsoForget(book As Workbook)
    On Error GoTo NoMark
    book.Names("cso_xl").Delete
    book.Saved = True
NoMark:
End Sub

' Somebody has typed on a worklist: how much there is to decide is counted at the next press.
Public Sub CsoTyped(sheet As Object)
    On Error Resume Next
    If LCase$(sheet.Name) <> "worklist" Or sheet.Parent.Name <> ActiveWorkbook.Name Then Exit Sub
    typedOf = Mark(0)
    CsoShow
End Sub

Public Sub CsoGetLabel(control As IRibbonControl, ByRef label)
    label = LabelOf(control.Id)
End Sub

Public Sub CsoGetVisible(control As IRibbonControl, ByRef visible)
    visible = IsVisible(control.Id)
End Sub

Public Sub CsoGetEnabled(control As IRibbonControl, ByRef enabled)
    enabled = IsEnabled(control.Id)
End Sub

Public Sub CsoGetScreentip(control As IRibbonControl, ByRef tip)
    tip = ScreentipOf(control.Id)
End Sub

' What Python said in the status bar stays there, after how the workbook stands.
Public Sub CsoAnswered()
    On Error Resume Next
    If LCase$(CStr(Application.StatusBar)) <> "false" Then said = Application.StatusBar
    saidOf = Mark(0)
    typedOf = ""
    shown = ""
    CsoShow
End Sub

Private Sub ShowBar()
    Dim words As String
    words = Stand
    If said <> "" And saidOf = Mark(0) Then words = words & IIf(words = "", "", DASH) & said
    isBarOurs = words <> ""
    If isBarOurs Then Application.StatusBar = words Else Application.StatusBar = False
End Sub

' 'On list - step 5 of 10 - 3 to decide'
Private Function Stand() As String
    Dim steps As Long
    If Report = "" Then Exit Function
    steps = NumberOfSteps
    If NextNumber = 0 Then
        Stand = TitleOf(Report) & DASH & "all " & steps & " steps done"
    Else
        Stand = TitleOf(Report) & DASH & "step " & NextNumber & " of " & steps
    End If
    If ToDecide > 0 Then Stand = Stand & DASH & ToDecide & " to decide"
End Function

Private Function LabelOf(id As String) As String
    Select Case id
    Case "next_step", "next_next_step"
        LabelOf = NextLabel
    Case "save", "copies_save"
        LabelOf = IIf(Report = "", "Save", WordsOf(NextCopy))
    Case "make_worklist"
        LabelOf = "Worklist" & IIf(ToDecide > 0, " (" & ToDecide & ")", "")
    Case Else ' a step in the list under 'Next'
        LabelOf = NumberOf(ButtonOf(id)) & ". " & WordsOf(ButtonOf(id)) & IIf(IsDone(ButtonOf(id)), " (done)", "")
    End Select
End Function

Private Function NextLabel() As String
    If Report = "" Then
        NextLabel = "Next step"
    ElseIf NextNumber = 0 Then
        NextLabel = "All steps done"
    Else
        NextLabel = "Next: " & WordsOf(NextButton) & " (" & NextNumber & " of " & NumberOfSteps & ")"
    End If
End Function

Private Function IsVisible(id As String) As Boolean
    If id = "undo_restore_row" Then
        IsVisible = Report = "" Or NumberOf("remove_rows") > 0
    Else
        IsVisible = NumberOf(ButtonOf(id)) > 0
    End If
End Function

Private Function IsEnabled(id As String) As Boolean
    If ActiveWorkbook Is Nothing Then Exit Function
    If Report = "" Then ' not known yet: the press itself finds out what it is
        IsEnabled = True
        Exit Function
    End If
    Select Case id
    Case "next", "next_do_all_steps"
        IsEnabled = NextNumber > 0
    Case "make_worklist", "draft_notices"
        IsEnabled = NumberOf(id) > 0
    Case "email_sent", "nfa", "conflict_of_interest"
        IsEnabled = OurSheet = ""
    Case "notes"
        IsEnabled = OurSheet = "worklist"
    Case Else ' a step in the list under 'Next': the first one was 'Receive'
        IsEnabled = NumberOf(ButtonOf(id)) > 1
    End Select
End Function

Private Function ScreentipOf(id As String) As String
    Select Case id
    Case "next_step"
        ScreentipOf = IIf(NextNumber = 0, NextLabel, TipOf(NextButton))
    Case "save"
        ScreentipOf = IIf(Report = "", "Save", TipOf(NextCopy))
    Case "undo_last_step"
        ScreentipOf = IIf(Mark(4) = "", "Undo last step", "Undo: " & Mark(4))
    Case "notes"
        ScreentipOf = "Notes" & IIf(IsEnabled("notes"), "", ": go to the sheet Worklist first, and select a line")
    End Select
End Function

' 'compare' of 'next_compare'
Private Function ButtonOf(id As String) As String
    ButtonOf = Mid$(id, InStr(id, "_") + 1)
End Function

' A filed copy that was just opened has no mark: its sheets say what it is, and that it has its worklist.
Private Function Report() As String
    Report = Mark(1)
    If Report = "" And HasWorklist Then Report = ReportOf(LCase$(ActiveWorkbook.Worksheets(1).Name))
    If TitleOf(Report) = "" Then Report = ""
End Function

Private Function HasWorklist() As Boolean
    On Error Resume Next ' there is no workbook, or no such sheet
    HasWorklist = ActiveWorkbook.Worksheets("Worklist").Name <> ""
End Function

Private Function NextNumber() As Long
    NextNumber = IIf(Mark(1) = "", NumberOf("make_worklist") + 1, Val(Mark(2)))
    If NextNumber > NumberOfSteps Then NextNumber = 0
End Function

Private Function ToDecide() As Long
    If Report <> "" And (typedOf = "" Or typedOf <> Mark(0)) Then ToDecide = Val(Mark(3))
End Function

Private Function NumberOfSteps() As Long
    NumberOfSteps = UBound(Split(StepsOf(Report), " ")) + 1
End Function

' The number of a step in the report in front; 0 where that has none of the name.
Private Function NumberOf(button As String) As Long
    Dim steps As Variant, at As Long
    steps = Split(StepsOf(Report), " ")
    For at = 0 To UBound(steps)
        If steps(at) = button Then NumberOf = at + 1
    Next
End Function

Private Function IsDone(button As String) As Boolean
    IsDone = NextNumber = 0 Or NumberOf(button) < NextNumber
End Function

Private Function NextButton() As String
    If NextNumber > 0 Then NextButton = Split(StepsOf(Report), " ")(NextNumber - 1)
End Function

' The copy that comes next, or else the last one.
Private Function NextCopy() As String
    Dim steps As Variant, at As Long
    steps = Split(StepsOf(Report), " ")
    For at = UBound(steps) To 0 Step -1
        If Left$(steps(at), 5) = "save_" Then
            If NextCopy = "" Or (NextNumber > 0 And at + 1 >= NextNumber) Then NextCopy = steps(at)
        End If
    Next
End Function

' Which of our own sheets is in front: 'worklist', 'removed', 'outcomes', 'today'; '' for none.
Private Function OurSheet() As String
    On Error Resume Next ' a chart has no such name, and neither has nothing
    Dim front As String
    front = LCase$(ActiveSheet.Name)
    If InStr(" worklist removed outcomes today ", " " & front & " ") > 0 Then OurSheet = front
End Function

Private Function Mark(place As Long) As String
    Dim fields As Variant
    fields = Split(MarkText, "|")
    If UBound(fields) = MARK_FIELDS - 1 Then Mark = fields(place)
End Function

Private Function MarkText() As String
    On Error Resume Next ' there is no workbook, or no mark in it
    Dim formula As String
    formula = ActiveWorkbook.Names("cso_xl").RefersTo
    If Left$(formula, 2) = "=""" Then MarkText = Mid$(formula, 3, Len(formula) - 3)
End Function

